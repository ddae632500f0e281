/* Every pin of an ATmega2560 in turn, port by port, goes high and low again: first by PORT, then by PIN, which toggles. Then INT0 to
 * INT7 and PCINT0 to PCINT23 are on, for rising edges and for changes; what calls is printed: the number of INT, a letter for PCINT. */
#include "serial.h"
#include <avr/interrupt.h>

#define WALK(X, BITS)                            \
  DDR##X = 0xff;                                 \
  for (uint8_t bit = 0; bit < BITS; bit++) {     \
    PORT##X = 1 << bit;                          \
    PORT##X = 0;                                 \
  }                                              \
  for (uint8_t bit = 0; bit < BITS; bit++) {     \
    PIN##X = 1 << bit;                           \
    PIN##X = 1 << bit;                           \
  }                                              \
  DDR##X = 0;

ISR(INT0_vect) { put('0'); }
ISR(INT1_vect) { put('1'); }
ISR(INT2_vect) { put('2'); }
ISR(INT3_vect) { put('3'); }
ISR(INT4_vect) { put('4'); }
ISR(INT5_vect) { put('5'); }
ISR(INT6_vect) { put('6'); }
ISR(INT7_vect) { put('7'); }
ISR(PCINT0_vect) { put('a'); }
ISR(PCINT1_vect) { put('b'); }
ISR(PCINT2_vect) { put('c'); }

int main(void) {
  WALK(A, 8) WALK(B, 8) WALK(C, 8) WALK(D, 8) WALK(E, 8) WALK(F, 8)
  WALK(G, 6) WALK(H, 8) WALK(J, 8) WALK(K, 8) WALK(L, 8)
  serial_open();
  EICRA = EICRB = 0xff;
  EIMSK = 0xff;
  PCMSK0 = PCMSK1 = PCMSK2 = 0xff;
  PCICR = 7;
  sei();
  for (;;) {}
}
