/* Goes down as many calls as A0 reads, 32 bytes of stack each and more, and up again; then a pulse on PB0. 100 bytes are static. */
#include <avr/io.h>

static volatile unsigned char table[100];

__attribute__((noinline)) static unsigned char go_down(unsigned left) {
  volatile unsigned char frame[32];
  for (unsigned char i = 0; i < sizeof frame; i++) frame[i] = left;
  return left ? go_down(left - 1) + frame[left & 31] : frame[0];
}

int main(void) {
  DDRB = _BV(0);
  ADMUX = _BV(REFS0);
  for (;;) {
    ADCSRA = _BV(ADEN) | _BV(ADSC) | 7;
    while (ADCSRA & _BV(ADSC)) {}
    table[1] = go_down(ADC);
    PINB = _BV(0);
    PINB = _BV(0);
  }
}
