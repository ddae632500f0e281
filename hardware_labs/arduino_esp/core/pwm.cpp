/* LED PWM controller. A timer serves every channel of its frequency and width, so that six or eight pins can share four timers.
 * Source: Technical Reference Manuals of ESP32-C3 and ESP32, chapter LED PWM Controller. */

#include "pwm.h"

#include <Arduino.h>

#include "chip.h"
#include "gpio.h"
#include "registers.h"

namespace {

const uint8_t TIMERS = 4;
const uint8_t FREE = 0xFF;

struct Channel {
  uint8_t pin = FREE;
  uint8_t timer = 0;
};

struct Timer {
  uint32_t hertz = 0;
  uint8_t bits = 0;
  uint8_t users = 0;
};

Channel channels[LEDC_CHANNELS];
Timer timers[TIMERS];

uint32_t channel_register(uint8_t channel, uint32_t offset) { return LEDC + 0x14u * channel + offset; }
const uint32_t CONF0 = 0x00, HPOINT = 0x04, DUTY = 0x08, CONF1 = 0x0C;
const uint32_t SIG_OUT_EN = 1 << 2, DUTY_START = 1u << 31;
// a fade of a single step that changes nothing: the duty is taken over as it is
const uint32_t NO_FADE = 1 << 30 | 1 << 20 | 1 << 10;  // DUTY_INC, DUTY_NUM, DUTY_CYCLE; DUTY_SCALE = 0

Channel *channel_of(uint8_t pin) {
  for (Channel &channel : channels) {
    if (channel.pin == pin) return &channel;
  }
  return nullptr;
}

uint8_t index_of(const Channel *channel) { return (uint8_t)(channel - channels); }

/** Finds a timer that runs so already, else starts an unused one; TIMERS where all run otherwise. */
uint8_t timer_for(uint32_t hertz, uint8_t bits) {
  for (uint8_t i = 0; i < TIMERS; i++) {
    if (timers[i].users && timers[i].hertz == hertz && timers[i].bits == bits) return i;
  }
  for (uint8_t i = 0; i < TIMERS; i++) {
    if (timers[i].users) continue;
    timers[i].hertz = hertz;
    timers[i].bits = bits;
    // 18 bits, the lowest eight behind the binary point
    const uint64_t divider = (((uint64_t)apb_hertz() << 8) / hertz + (1u << bits >> 1)) >> bits;
    ledc_start_timer(i, bits, divider > 0x3FFFF ? 0x3FFFF : divider < 0x100 ? 0x100 : (uint32_t)divider);
    return i;
  }
  return TIMERS;
}

}  // namespace

bool pwm_attach(uint8_t pin, uint32_t hertz, uint8_t bits) {
  if (!has_pin(pin) || !can_output(pin) || hertz == 0) return false;
  if (pwm_drives[pin]) pwm_release(pin);
  Channel *channel = channel_of(FREE);
  if (!channel) return false;
  ledc_enable_clock();
  const uint8_t timer = timer_for(hertz, bits);
  if (timer == TIMERS) return false;

  timers[timer].users++;
  channel->pin = pin;
  channel->timer = timer;
  const uint8_t index = index_of(channel);
  REGISTER(channel_register(index, HPOINT)) = 0;
  REGISTER(channel_register(index, CONF0)) = timer | SIG_OUT_EN;
  pwm_drives[pin] = true;
  pwm_set_duty(pin, 0);
  gpio_connect_output(pin, LEDC_SIGNAL + index);
  return true;
}

void pwm_set_duty(uint8_t pin, uint32_t duty) {
  const Channel *channel = channel_of(pin);
  if (!channel) return;
  const uint8_t index = index_of(channel);
  REGISTER(channel_register(index, DUTY)) = duty << 4;  // four fractional bits
  REGISTER(channel_register(index, CONF1)) = DUTY_START | NO_FADE;
  ledc_update_channel(channel_register(index, CONF0));
}

uint8_t pwm_bits(uint8_t pin) {
  const Channel *channel = channel_of(pin);
  return channel ? timers[channel->timer].bits : 0;
}

void pwm_release(uint8_t pin) {
  Channel *channel = channel_of(pin);
  if (!channel) return;
  REGISTER(channel_register(index_of(channel), CONF0)) = 0;
  ledc_update_channel(channel_register(index_of(channel), CONF0));
  timers[channel->timer].users--;
  channel->pin = FREE;
  pwm_drives[pin] = false;
  gpio_disconnect_output(pin);
}
