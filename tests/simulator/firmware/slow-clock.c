/* Toggles PB0 every 100 loops while the clock goes through the divisors 1, 8 and 256 and back to 1, ten times each; PB1 is high while
 * it is divided. Then sleeps in power-down with the clock divided by 8 until the watchdog's 16 ms are over, and toggles PB2. */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/power.h>
#include <avr/sleep.h>
#include <util/delay_basic.h>

EMPTY_INTERRUPT(WDT_vect);

static void toggle(void) {
  for (unsigned char n = 0; n < 20; n++) {
    PINB = _BV(0);
    _delay_loop_1(100);
  }
}

int main(void) {
  DDRB = _BV(0) | _BV(1) | _BV(2);
  toggle();
  PORTB |= _BV(1);
  clock_prescale_set(clock_div_8);
  toggle();
  clock_prescale_set(clock_div_256);
  toggle();
  CLKPR = 0; /* without CLKPCE: has no effect */
  toggle();
  clock_prescale_set(clock_div_1);
  PORTB &= ~_BV(1);
  toggle();
  clock_prescale_set(clock_div_8);
  WDTCSR = _BV(WDCE) | _BV(WDE);
  WDTCSR = _BV(WDIE);
  set_sleep_mode(SLEEP_MODE_PWR_DOWN);
  sei();
  for (;;) {
    sleep_mode();
    PINB = _BV(2);
  }
}
