/* Pins in every state: 12 high, 13 low, 11 PWM at a quarter, 9 toggled by timer 1 every millisecond, 2 an input with pull-up
 * whose level is copied to 7, and on 8 a pulse of ten NOPs every millisecond. */
#define F_CPU 16000000UL
#include <avr/io.h>
#include <util/delay.h>

int main(void) {
  DDRB = _BV(4) | _BV(5) | _BV(3) | _BV(1) | _BV(0);
  PORTB = _BV(4);
  TCCR2A = _BV(COM2A1) | _BV(WGM21) | _BV(WGM20);
  OCR2A = 63;
  TCCR2B = _BV(CS21);
  TCCR1A = _BV(COM1A0);
  OCR1A = 15999;
  TCCR1B = _BV(WGM12) | _BV(CS10);
  DDRD = _BV(7);
  PORTD = _BV(2);
  for (;;) {
    if (PIND & _BV(2)) PORTD |= _BV(7);
    else PORTD &= ~_BV(7);
    __asm__ volatile("sbi %0, 0\n nop\n nop\n nop\n nop\n nop\n nop\n nop\n nop\n nop\n nop\n cbi %0, 0" ::"I"(_SFR_IO_ADDR(PORTB)));
    _delay_ms(1);
  }
}
