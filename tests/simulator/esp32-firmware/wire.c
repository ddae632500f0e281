/* I2C0 at 100 kHz on GPIO21 (SDA) and GPIO22 (SCL): wakes an MPU-6050, reads its identity, then calls an address that nobody has. */
#include "chip.h"

#define I2C0_FIFO_WRITE 0x6001301C
#define OP(code, flags, bytes) (((code) << 11) | (flags) | (bytes))
#define RSTART OP(0, 0, 0)
#define WRITE(bytes) OP(1, BIT(8), bytes)
#define READ(ack, bytes) OP(2, (ack) << 10, bytes)
#define STOP OP(3, 0, 0)
#define NACK BIT(10)
#define TRANS_COMPLETE BIT(7)

static void connect(int pin, int signal) {
  REG(GPIO + 0x88 + 4 * pin) = BIT(2);
  REG(GPIO + 0x530 + 4 * pin) = signal;
  REG(GPIO + 0x130 + 4 * signal) = BIT(7) | pin;
}

static uint32_t transfer(const uint32_t *commands, int count) {
  for (int n = 0; n < count; n++) REG(I2C0 + 0x58 + 4 * n) = commands[n];
  REG(I2C0 + 0x24) = 0x1FFF;
  OUT_W1TS = BIT(5);
  REG(I2C0 + 0x04) |= BIT(5);
  uint32_t raw;
  do raw = REG(I2C0 + 0x20); while (!(raw & TRANS_COMPLETE));
  OUT_W1TC = BIT(5);
  return raw;
}

static void report(const char *what, uint32_t raw) {
  print(what);
  print(raw & NACK ? "nack\n" : "ack\n");
}

int main(void) {
  watchdogs_off();
  PAD5 = FUNCTION_GPIO;
  REG(GPIO + 0x24) = BIT(5);
  PAD21 = PAD22 = FUNCTION_GPIO | INPUT_ENABLE | BIT(8);
  connect(21, 30);
  connect(22, 29);
  REG(I2C0 + 0x04) = BIT(4) | BIT(0) | BIT(1);
  REG(I2C0 + 0x00) = 400; /* periods of 12.5 ns */
  REG(I2C0 + 0x38) = 400;

  static const uint32_t write[] = {RSTART, WRITE(3), STOP};
  REG(I2C0_FIFO_WRITE) = 0x68 << 1;
  REG(I2C0_FIFO_WRITE) = 0x6B; /* PWR_MGMT_1 */
  REG(I2C0_FIFO_WRITE) = 0;
  report("wake ", transfer(write, 3));

  static const uint32_t read[] = {RSTART, WRITE(2), RSTART, WRITE(1), READ(1, 1), STOP};
  REG(I2C0_FIFO_WRITE) = 0x68 << 1;
  REG(I2C0_FIFO_WRITE) = 0x75; /* WHO_AM_I */
  REG(I2C0_FIFO_WRITE) = (0x68 << 1) | 1;
  report("read ", transfer(read, 6));
  print_number(REG(I2C0 + 0x1C));
  print("\n");

  static const uint32_t nobody[] = {RSTART, WRITE(1), STOP};
  REG(I2C0_FIFO_WRITE) = 0x20 << 1;
  report("nobody ", transfer(nobody, 3));
  return 0;
}
