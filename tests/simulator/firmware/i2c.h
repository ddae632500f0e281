/* The TWI of an ATmega328P as controller, at 400 kHz (datasheet, section 22.7). */
#ifndef I2C_H
#define I2C_H
#include <avr/io.h>

static void i2c_open(void) {
  TWBR = 12;
  TWCR = _BV(TWEN);
}

static unsigned char i2c_wait(unsigned char control) {
  TWCR = control | _BV(TWINT) | _BV(TWEN);
  while (!(TWCR & _BV(TWINT))) {}
  return TWSR & 0xf8;
}

/* Returns whether a target has answered. */
static unsigned char i2c_start(unsigned char address, unsigned char read) {
  i2c_wait(_BV(TWSTA));
  TWDR = address << 1 | read;
  unsigned char status = i2c_wait(0);
  return status == 0x18 || status == 0x40;
}

static void i2c_write(unsigned char byte) {
  TWDR = byte;
  i2c_wait(0);
}

static inline unsigned char i2c_read(unsigned char last) {
  i2c_wait(last ? 0 : _BV(TWEA));
  return TWDR;
}

static void i2c_stop(void) {
  TWCR = _BV(TWINT) | _BV(TWEN) | _BV(TWSTO);
  while (TWCR & _BV(TWSTO)) {}
}
#endif
