/* Calls turn() for ever, which pulses PB0, while timer 0 interrupts at moments that have nothing to do with it. */
#include <avr/interrupt.h>
#include <avr/io.h>

static volatile unsigned char ticks;

ISR(TIMER0_COMPA_vect) { ticks++; }

__attribute__((noinline)) void turn(void) {
  PINB = _BV(PB0);
  for (volatile unsigned char i = ticks & 7; i; i--) {}
  PINB = _BV(PB0);
}

int main(void) {
  DDRB = _BV(PB0);
  TCCR0A = _BV(WGM01);
  OCR0A = 36;
  TCCR0B = _BV(CS00);
  TIMSK0 = _BV(OCIE0A);
  sei();
  for (;;) turn();
}
