/* A thermometer in miniature, without the Arduino core: says hello, prints the count of A0 every 100 ms, lights pin 12 below
 * a count of 460, and answers each byte it receives with that byte in angle brackets. 115200 baud. */
#define F_CPU 16000000UL
#include <avr/io.h>
#include <util/delay.h>

#define HOT_BELOW 460

static void put(char c) {
  while (!(UCSR0A & _BV(UDRE0))) {}
  UDR0 = c;
}

static void print(const char *text) {
  while (*text) put(*text++);
}

static void print_number(unsigned n) {
  char digits[6];
  unsigned char i = sizeof digits - 1;
  digits[i] = 0;
  do digits[--i] = '0' + n % 10;
  while (n /= 10);
  print(digits + i);
}

static unsigned read_a0(void) {
  ADMUX = _BV(REFS0);
  ADCSRA = _BV(ADEN) | _BV(ADSC) | 7;
  while (ADCSRA & _BV(ADSC)) {}
  return ADC;
}

int main(void) {
  UBRR0 = 16;
  UCSR0A = _BV(U2X0);
  UCSR0B = _BV(TXEN0) | _BV(RXEN0);
  DDRB = _BV(4);
  print("hello\n");
  for (;;) {
    unsigned count = read_a0();
    if (count < HOT_BELOW) PORTB |= _BV(4);
    else PORTB &= ~_BV(4);
    print("count ");
    print_number(count);
    put('\n');
    for (unsigned char ms = 0; ms < 100; ms++) {
      _delay_ms(1);
      if (UCSR0A & _BV(RXC0)) {
        char c = UDR0;
        put('<');
        put(c);
        print(">\n");
      }
    }
  }
}
