/* Draws on the SSD1306 at 0x3c: a frame along the edges and a ramp inside of it, then prints "drawn"; "silent" without one. */
#define F_CPU 16000000UL
#include "i2c.h"
#include "serial.h"

static const unsigned char setup[] = {0x8d, 0x14, 0x20, 0x00, 0xa1, 0xc8, 0x81, 0xcf, 0xaf};

int main(void) {
  serial_open();
  i2c_open();
  if (!i2c_start(0x3c, 0)) {
    print("silent\n");
    for (;;) {}
  }
  i2c_write(0x00);
  for (unsigned char i = 0; i < sizeof setup; i++) i2c_write(setup[i]);
  i2c_stop();
  i2c_start(0x3c, 0);
  i2c_write(0x40);
  for (unsigned char page = 0; page < 8; page++) {
    for (unsigned char column = 0; column < 128; column++) {
      unsigned char byte = column / 16 == 7 - page ? 0xff : 0;
      if (page == 0) byte |= 0x01;
      if (page == 7) byte |= 0x80;
      if (column == 0 || column == 127) byte = 0xff;
      i2c_write(byte);
    }
  }
  i2c_stop();
  print("drawn\n");
  for (;;) {}
}
