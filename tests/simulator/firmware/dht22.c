/* Asks the sensor on pin 2 every 20 ms and prints its five bytes in hexadecimal, or "silent"; a high pulse longer than 48
 * microseconds is a one. 115200 baud. */
#define F_CPU 16000000UL
#include <avr/io.h>
#include <util/delay.h>

#define TICKS_A_MICROSECOND 2

static void put(char c) {
  while (!(UCSR0A & _BV(UDRE0))) {}
  UDR0 = c;
}

/* Ticks of timer 1 that pin 2 stays at this level; 0 when it stays for more than 200 microseconds. */
static unsigned duration(unsigned char level) {
  TCNT1 = 0;
  while (!(PIND & _BV(2)) == !level) {
    if (TCNT1 > 200 * TICKS_A_MICROSECOND) return 0;
  }
  return TCNT1;
}

static unsigned char ask(unsigned char *bytes) {
  DDRD |= _BV(2);
  _delay_us(1100);
  DDRD &= ~_BV(2);
  if (!duration(1) || !duration(0) || !duration(1)) return 0;
  for (unsigned char bit = 0; bit < 40; bit++) {
    if (!duration(0)) return 0;
    unsigned high = duration(1);
    if (!high) return 0;
    bytes[bit / 8] = bytes[bit / 8] << 1 | (high > 48 * TICKS_A_MICROSECOND);
  }
  return 1;
}

int main(void) {
  UBRR0 = 16;
  UCSR0A = _BV(U2X0);
  UCSR0B = _BV(TXEN0);
  TCCR1B = _BV(CS11);
  for (;;) {
    unsigned char bytes[5];
    if (ask(bytes)) {
      for (unsigned char i = 0; i < 5; i++) {
        put("0123456789abcdef"[bytes[i] >> 4]);
        put("0123456789abcdef"[bytes[i] & 15]);
      }
    } else {
      for (const char *text = "silent"; *text; text++) put(*text);
    }
    put('\n');
    _delay_ms(20);
  }
}
