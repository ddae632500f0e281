/* Decimal places by repeated multiplication, rounded half up, as Arduino's cores do it. */

#include "Print.h"

#ifndef NO_FLOATS

size_t Print::print(double number, int digits) {
  if (__builtin_isnan(number)) return print("nan");
  if (__builtin_isinf(number)) return print("inf");
  // what an integer part of 32 bits cannot hold
  if (number > 4294967040.0 || number < -4294967040.0) return print("ovf");

  size_t printed = 0;
  if (number < 0) {
    printed += print('-');
    number = -number;
  }
  double half = 0.5;
  for (int i = 0; i < digits; i++) half /= 10;
  number += half;

  unsigned long whole = (unsigned long)number;
  double rest = number - (double)whole;
  printed += print(whole);
  if (digits > 0) printed += print('.');
  while (digits-- > 0) {
    rest *= 10;
    const unsigned int digit = (unsigned int)rest;
    printed += print(digit);
    rest -= digit;
  }
  return printed;
}

#endif
