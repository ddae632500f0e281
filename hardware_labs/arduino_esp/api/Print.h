/* Text out of numbers, for whatever can take bytes. */
#ifndef PRINT_H
#define PRINT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "Printable.h"

#define DEC 10
#define HEX 16
#define OCT 8
#define BIN 2

class __FlashStringHelper;
#define F(text) (reinterpret_cast<const __FlashStringHelper *>(text))

#ifdef NO_FLOATS
#define FLOATS_ARE __attribute__((error("this board's build has no floating-point numbers: print integers")))
#else
#define FLOATS_ARE
#endif

class Print {
public:
  virtual size_t write(uint8_t byte) = 0;
  virtual size_t write(const uint8_t *bytes, size_t size);
  size_t write(const char *bytes, size_t size) { return write((const uint8_t *)bytes, size); }
  size_t write(const char *text) { return write(text, strlen(text)); }
  virtual int availableForWrite() { return 0; }
  virtual void flush() {}

  size_t print(const __FlashStringHelper *text) { return write((const char *)text); }
  size_t print(const char *text) { return write(text); }
  size_t print(char character) { return write((uint8_t)character); }
  size_t print(unsigned char number, int base = DEC) { return print((unsigned long)number, base); }
  size_t print(int number, int base = DEC) { return print((long)number, base); }
  size_t print(unsigned int number, int base = DEC) { return print((unsigned long)number, base); }
  size_t print(long number, int base = DEC);
  size_t print(unsigned long number, int base = DEC);
  size_t print(long long number, int base = DEC);
  size_t print(unsigned long long number, int base = DEC);
  size_t print(double number, int digits = 2) FLOATS_ARE;
  size_t print(const Printable &printable) { return printable.printTo(*this); }

  size_t println() { return write("\r\n"); }
  template <class T> size_t println(const T &value) {
    const size_t printed = print(value);
    return printed + println();
  }
  template <class T> size_t println(const T &value, int format) {
    const size_t printed = print(value, format);
    return printed + println();
  }
};

#endif
