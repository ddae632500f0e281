/* attachInterrupt: each pin's own function. */

#include <Arduino.h>

#include "chip.h"
#include "interrupts.h"
#include "registers.h"

namespace {

void (*handlers[PINS])();

uint32_t pin_register(uint8_t pin) { return GPIO_PIN0 + 4u * pin; }

const uint32_t INT_TYPE = 7 << 7;

void call_all(uint32_t status, uint8_t first) {
  for (uint8_t pin = first; status; pin++, status >>= 1) {
    if ((status & 1) && pin < PINS && handlers[pin]) handlers[pin]();
  }
}

}  // namespace

void attachInterrupt(uint8_t pin, void (*handler)(), int mode) {
  if (!has_pin(pin) || mode < RISING || mode > ONHIGH) return;
  const uint32_t mask = mask_interrupts();
  handlers[pin] = handler;
  REGISTER(gpio_bank(GPIO_STATUS_W1TC, GPIO_STATUS1_W1TC, pin)) = 1u << (pin % 32);
  clear_bits(pin_register(pin), INT_TYPE);
  set_bits(pin_register(pin), (uint32_t)mode << 7 | GPIO_PIN_INT_ENA);
  route_interrupt(GPIO_SOURCE, PIN_INTERRUPT);
  restore_interrupts(mask);
}

void detachInterrupt(uint8_t pin) {
  if (!has_pin(pin)) return;
  clear_bits(pin_register(pin), INT_TYPE | GPIO_PIN_INT_ENA);
  handlers[pin] = nullptr;
}

extern "C" void serve_pins() {
  const uint32_t status = REGISTER(GPIO_STATUS);
  REGISTER(GPIO_STATUS_W1TC) = status;
  call_all(status, 0);
  if (PINS > 32) {
    const uint32_t status1 = REGISTER(GPIO_STATUS1);
    REGISTER(GPIO_STATUS1_W1TC) = status1;
    call_all(status1, 32);
  }
}
