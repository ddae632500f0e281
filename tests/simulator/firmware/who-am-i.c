/* Asks the MPU6050 at 0x68 who it is, at 100 kHz, and prints the answer. Ten milliseconds later, once more at 400 kHz. */
#define F_CPU 16000000UL
#include <util/delay.h>
#include "i2c.h"
#include "serial.h"

static void ask(void) {
  i2c_start(0x68, 0);
  i2c_write(0x75);
  i2c_start(0x68, 1);
  print_number(i2c_read(1));
  put('\n');
  i2c_stop();
}

int main(void) {
  serial_open();
  i2c_open();
  TWBR = 72;
  ask();
  _delay_ms(10);
  TWBR = 12;
  ask();
  for (;;) {}
}
