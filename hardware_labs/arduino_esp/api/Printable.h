/* Anything that Print can print because it knows how to print itself. */
#ifndef PRINTABLE_H
#define PRINTABLE_H

#include <stddef.h>

class Print;

class Printable {
public:
  /** Returns the number of bytes printed. */
  virtual size_t printTo(Print &to) const = 0;
};

#endif
