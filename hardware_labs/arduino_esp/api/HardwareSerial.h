/* `Serial`: UART0 at the pins U0TXD and U0RXD, 8N1. */
#ifndef HARDWARE_SERIAL_H
#define HARDWARE_SERIAL_H

#include "Stream.h"

class HardwareSerial : public Stream {
public:
  void begin(unsigned long baud);
  void end();
  int available() override;
  int read() override;
  int peek() override;
  /** Waits while the transmitter's 128 byte FIFO is full. */
  size_t write(uint8_t byte) override;
  using Print::write;
  int availableForWrite() override;
  /** Waits until the last bit has been sent. */
  void flush() override;
  operator bool() const { return true; }
};

extern HardwareSerial Serial;

#endif
