/* `Wire`: I2C0 as controller. */
#ifndef WIRE_H
#define WIRE_H

#include "Stream.h"

class TwoWire : public Stream {
public:
  /** What fits into one transmission, as in Espressif's core. */
  static const size_t BUFFER_LENGTH = 128;

  /** Uses the board's pins SDA and SCL. */
  void begin();
  void begin(int sda, int scl);
  void end();
  /** Sets the frequency of SCL: 100000 Hz at first. */
  void setClock(uint32_t hertz);

  void beginTransmission(uint8_t address);
  /** Returns 0 for success, 1 too much data, 2 no answer to the address, 3 a byte was refused, 4 another error. */
  uint8_t endTransmission(bool stop = true);
  /** Returns the number of bytes read. */
  uint8_t requestFrom(uint8_t address, size_t count, bool stop = true);
  uint8_t requestFrom(int address, int count, int stop = 1) {
    return requestFrom((uint8_t)address, (size_t)count, stop != 0);
  }

  size_t write(uint8_t byte) override;
  size_t write(int byte) { return write((uint8_t)byte); }
  using Print::write;
  int available() override;
  int read() override;
  int peek() override;

private:
  uint8_t address = 0;
  uint8_t sending[BUFFER_LENGTH];
  size_t toSend = 0;
  bool tooMuch = false;
  uint8_t received[BUFFER_LENGTH];
  size_t receivedCount = 0;
  size_t readCount = 0;
};

extern TwoWire Wire;

#endif
