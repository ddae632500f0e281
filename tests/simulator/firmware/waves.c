/* PWM on 14 outputs of the six timers of an ATmega2560: fast on timers 0, 3 and 4, phase correct on 1 and 2, phase and frequency
 * correct on 5. */
#include <avr/io.h>

int main(void) {
  DDRB = DDRE = DDRG = DDRH = DDRL = 0xff;
  TCCR0A = _BV(COM0B1) | _BV(WGM01) | _BV(WGM00);
  OCR0B = 63;
  TCCR0B = _BV(CS01);
  TCCR1A = _BV(COM1A1) | _BV(COM1B1) | _BV(COM1C1) | _BV(WGM10);
  OCR1A = 10;
  OCR1B = 100;
  OCR1C = 200;
  TCCR1B = _BV(CS11);
  TCCR2A = _BV(COM2A1) | _BV(COM2B1) | _BV(COM2B0) | _BV(WGM20);
  OCR2A = 50;
  OCR2B = 60;
  TCCR2B = _BV(CS21);
  TCCR3A = _BV(COM3A1) | _BV(COM3B1) | _BV(COM3C1) | _BV(COM3C0) | _BV(WGM31);
  TCCR3B = _BV(WGM33) | _BV(WGM32) | _BV(CS31);
  ICR3 = 1249;
  OCR3A = 0;
  OCR3B = 624;
  OCR3C = 124;
  TCCR4A = _BV(COM4A1) | _BV(COM4B1) | _BV(COM4C1) | _BV(WGM41) | _BV(WGM40);
  TCCR4B = _BV(WGM42) | _BV(CS40);
  OCR4A = 511;
  OCR4B = 255;
  OCR4C = 767;
  TCCR5A = _BV(COM5A1) | _BV(COM5B1) | _BV(COM5C1);
  TCCR5B = _BV(WGM53) | _BV(CS50);
  ICR5 = 5000;
  OCR5A = 1000;
  OCR5B = 2500;
  OCR5C = 4000;
  for (;;) {}
}
