/* Prints why it was reset, whether the watchdog was on, and how many lives its RAM remembers, as three digits; then hangs with
 * PB4 high until the watchdog resets it after 250 ms. 115200 baud. */
#include <avr/io.h>
#include <avr/wdt.h>

static unsigned char lives __attribute__((section(".noinit")));

static void put(unsigned char digit) {
  while (!(UCSR0A & _BV(UDRE0))) {}
  UDR0 = '0' + digit;
}

int main(void) {
  const unsigned char cause = MCUSR;
  const unsigned char on = WDTCSR & _BV(WDE);
  MCUSR = 0;
  wdt_disable();
  if (cause & _BV(PORF)) lives = 0;
  UBRR0 = 16;
  UCSR0A = _BV(U2X0);
  UCSR0B = _BV(TXEN0);
  put(cause);
  put(on ? 1 : 0);
  put(++lives);
  DDRB = _BV(4);
  PORTB = _BV(4);
  wdt_enable(WDTO_250MS);
  for (;;) {}
}
