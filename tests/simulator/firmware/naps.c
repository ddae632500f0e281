/* Sleeps, and toggles PB0 each time it has woken. While PD3 is high it sleeps in idle until timer 1 calls, every 16000 cycles;
 * tied to ground, in power-down until the watchdog calls, every 16 ms, or PCINT18's pin changes. Pin OC1A toggles with timer 1. */
#define F_CPU 16000000UL
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

EMPTY_INTERRUPT(TIMER1_COMPA_vect);
EMPTY_INTERRUPT(WDT_vect);
EMPTY_INTERRUPT(PCINT2_vect);

#ifdef __AVR_ATmega2560__
enum { OC1A_PIN = 5 };
#else
enum { OC1A_PIN = 1 };
#endif

int main(void) {
  DDRB = _BV(0) | _BV(OC1A_PIN);
  PORTD = _BV(3);
  __asm__ volatile("nop");
  const unsigned char deep = !(PIND & _BV(3));
  if (deep) {
    WDTCSR = _BV(WDCE) | _BV(WDE);
    WDTCSR = _BV(WDIE);
    PCMSK2 = _BV(2);
    PCICR = _BV(PCIE2);
  } else {
    TIMSK1 = _BV(OCIE1A);
  }
  OCR1A = 15999;
  TCCR1A = _BV(COM1A0);
  TCCR1B = _BV(WGM12) | _BV(CS10);
  set_sleep_mode(deep ? SLEEP_MODE_PWR_DOWN : SLEEP_MODE_IDLE);
  sei();
  for (;;) {
    sleep_mode();
    PINB = _BV(0);
  }
}
