/* Bytes in, and the values in them. */
#ifndef STREAM_H
#define STREAM_H

#include "Print.h"

class Stream : public Print {
public:
  virtual int available() = 0;
  /** Returns the next byte, or -1 where there is none yet. */
  virtual int read() = 0;
  virtual int peek() = 0;

  /** Sets how long the functions below wait for a byte: 1000 ms at first. */
  void setTimeout(unsigned long milliseconds) { timeout = milliseconds; }
  /** Skips to the next number and reads it; 0 where none comes in time. */
  long parseInt();
  /** Returns the number of bytes read in time. */
  size_t readBytes(char *buffer, size_t length);
  size_t readBytesUntil(char terminator, char *buffer, size_t length);
  /** Returns whether the text came in time; what came before it is gone. */
  bool find(const char *text);

private:
  unsigned long timeout = 1000;
  int waitFor(int (Stream::*next)());
};

#endif
