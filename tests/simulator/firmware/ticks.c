/* A millisecond counter in an interrupt of timer 0, as Arduino's millis(): prints a full stop every 10 ms, 38400 baud. */
#include <avr/interrupt.h>
#include <avr/io.h>

static volatile unsigned char ticks;

ISR(TIMER0_COMPA_vect) {
  if (++ticks < 10) return;
  ticks = 0;
  UDR0 = '.';
}

int main(void) {
  UBRR0 = 25;
  UCSR0B = _BV(TXEN0);
  TCCR0A = _BV(WGM01);
  OCR0A = 249;
  TCCR0B = _BV(CS01) | _BV(CS00);
  TIMSK0 = _BV(OCIE0A);
  sei();
  for (;;) {}
}
