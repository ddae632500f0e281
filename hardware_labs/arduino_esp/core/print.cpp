#include "Print.h"

size_t Print::write(const uint8_t *bytes, size_t size) {
  size_t written = 0;
  while (written < size && write(bytes[written])) written++;
  return written;
}

namespace {

/** Writes the digits from the end of a buffer backwards; returns where they begin. */
template <class T> char *digits_before(char *end, T number, int base) {
  const T divisor = base < 2 ? 10 : (T)base;
  do {
    const T rest = number / divisor;
    const uint8_t digit = (uint8_t)(number - rest * divisor);
    *--end = (char)(digit < 10 ? '0' + digit : 'A' + digit - 10);
    number = rest;
  } while (number);
  return end;
}

template <class T> size_t print_digits(Print &to, T number, int base) {
  char text[8 * sizeof(T)];
  char *const end = text + sizeof(text);
  const char *begin = digits_before(end, number, base);
  return to.write(begin, (size_t)(end - begin));
}

// in bases other than ten a negative number is printed as its two's complement
template <class Unsigned, class T> size_t print_signed(Print &to, T number, int base) {
  if (base != DEC || number >= 0) return print_digits(to, (Unsigned)number, base);
  const size_t sign = to.print('-');
  return sign + print_digits(to, (Unsigned)0 - (Unsigned)number, DEC);
}

}  // namespace

size_t Print::print(long number, int base) { return print_signed<unsigned long>(*this, number, base); }
size_t Print::print(unsigned long number, int base) { return print_digits(*this, number, base); }
size_t Print::print(long long number, int base) { return print_signed<unsigned long long>(*this, number, base); }
size_t Print::print(unsigned long long number, int base) { return print_digits(*this, number, base); }
