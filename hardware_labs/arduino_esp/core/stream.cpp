#include "Stream.h"

#include <Arduino.h>

/** Returns the next byte by `read` or `peek`, or -1 where none comes in time. */
int Stream::waitFor(int (Stream::*next)()) {
  const unsigned long start = millis();
  do {
    const int byte = (this->*next)();
    if (byte >= 0) return byte;
  } while (millis() - start < timeout);
  return -1;
}

long Stream::parseInt() {
  int byte = waitFor(&Stream::peek);
  while (byte >= 0 && byte != '-' && !isDigit(byte)) {
    read();
    byte = waitFor(&Stream::peek);
  }
  const bool negative = byte == '-';
  if (negative) {
    read();
    byte = waitFor(&Stream::peek);
  }
  long number = 0;
  for (; byte >= 0 && isDigit(byte); byte = waitFor(&Stream::peek)) {
    number = number * 10 + (byte - '0');
    read();
  }
  return negative ? -number : number;
}

size_t Stream::readBytes(char *buffer, size_t length) {
  size_t count = 0;
  for (; count < length; count++) {
    const int byte = waitFor(&Stream::read);
    if (byte < 0) break;
    buffer[count] = (char)byte;
  }
  return count;
}

size_t Stream::readBytesUntil(char terminator, char *buffer, size_t length) {
  size_t count = 0;
  for (; count < length; count++) {
    const int byte = waitFor(&Stream::read);
    if (byte < 0 || byte == (uint8_t)terminator) break;
    buffer[count] = (char)byte;
  }
  return count;
}

bool Stream::find(const char *text) {
  const size_t length = strlen(text);
  size_t matched = 0;
  while (matched < length) {
    const int byte = waitFor(&Stream::read);
    if (byte < 0) return false;
    // falls back to the longest beginning of the text that the bytes so far end in
    while (matched && byte != (uint8_t)text[matched]) {
      size_t shorter = matched - 1;
      while (shorter && strncmp(text, text + matched - shorter, shorter) != 0) shorter--;
      matched = shorter;
    }
    if (byte == (uint8_t)text[matched]) matched++;
  }
  return true;
}
