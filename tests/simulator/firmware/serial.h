/* The serial port at 115200 baud from 16 MHz. */
#ifndef SERIAL_H
#define SERIAL_H
#include <avr/io.h>

static void serial_open(void) {
  UBRR0 = 16;
  UCSR0A = _BV(U2X0);
  UCSR0B = _BV(TXEN0);
}

static void put(char c) {
  while (!(UCSR0A & _BV(UDRE0))) {}
  UDR0 = c;
}

static inline void print(const char *text) {
  while (*text) put(*text++);
}

static inline void print_number(int value) {
  char digits[7];
  unsigned char count = 0;
  unsigned rest = value < 0 ? -(unsigned)value : value;
  if (value < 0) put('-');
  do digits[count++] = '0' + rest % 10; while (rest /= 10);
  while (count) put(digits[--count]);
}
#endif
