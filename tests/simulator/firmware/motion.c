/* Wakes the MPU6050 at 0x68 and prints its accelerations (counts) every 20 ms, or "silent" where nothing answers. */
#define F_CPU 16000000UL
#include <util/delay.h>
#include "i2c.h"
#include "serial.h"

static unsigned char point_at(unsigned char reg) {
  if (!i2c_start(0x68, 0)) return 0;
  i2c_write(reg);
  return 1;
}

int main(void) {
  serial_open();
  i2c_open();
  if (point_at(0x6b)) i2c_write(0);
  i2c_stop();
  for (;;) {
    _delay_ms(20);
    if (point_at(0x3b) && i2c_start(0x68, 1)) {
      for (unsigned char axis = 0; axis < 3; axis++) {
        int high = i2c_read(0);
        print_number(high << 8 | i2c_read(axis == 2));
        put(axis == 2 ? '\n' : ' ');
      }
    } else {
      print("silent\n");
    }
    i2c_stop();
  }
}
