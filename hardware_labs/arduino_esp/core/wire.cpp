/* I2C0 as controller: lists of commands that its state machine works off, at most one FIFO of 32 bytes at a time; END halts the
 * bus between two lists. Source: Technical Reference Manuals of ESP32-C3 and ESP32, chapter I2C Controller. */

#include "Wire.h"

#include <Arduino.h>

#include "chip.h"
#include "gpio.h"
#include "registers.h"

namespace {

const uint32_t SCL_LOW_PERIOD = I2C0 + 0x00, CTR = I2C0 + 0x04, TO = I2C0 + 0x0C, FIFO_CONF = I2C0 + 0x18, FIFO_READ = I2C0 + 0x1C;
const uint32_t INT_RAW = I2C0 + 0x20, INT_CLR = I2C0 + 0x24, SDA_HOLD = I2C0 + 0x30, SDA_SAMPLE = I2C0 + 0x34;
const uint32_t SCL_HIGH_PERIOD = I2C0 + 0x38, SCL_START_HOLD = I2C0 + 0x40, SCL_RSTART_SETUP = I2C0 + 0x44;
const uint32_t SCL_STOP_HOLD = I2C0 + 0x48, SCL_STOP_SETUP = I2C0 + 0x4C, COMMANDS = I2C0 + 0x58;

const uint32_t RX_FIFO_RST = 1 << 12, TX_FIFO_RST = 1 << 13;
const uint32_t SDA_FORCE_OUT = 1 << 0, SCL_FORCE_OUT = 1 << 1, MS_MODE = 1 << 4, TRANS_START = 1 << 5, CLK_EN = 1 << 8;
const uint32_t CONTROLLER = SDA_FORCE_OUT | SCL_FORCE_OUT | MS_MODE | CLK_EN;
const uint32_t END_DETECT = 1 << 3, ARBITRATION_LOST = 1 << 5, TRANS_COMPLETE = 1 << 7, TIME_OUT = 1 << 8, NACK = 1 << 10;
const uint32_t DONE = END_DETECT | ARBITRATION_LOST | TRANS_COMPLETE | TIME_OUT | NACK;
const uint32_t ACK_CHECK = 1 << 8, SEND_NACK = 1 << 10;
const uint8_t FIFO_BYTES = 32;
const unsigned long PATIENCE_MICROS = 50000;  // beyond the time of the bits
const unsigned long LONGEST_LIST_BITS = 9 * (FIFO_BYTES + 1) + 3;

enum Status : uint8_t { SUCCESS = 0, TOO_LONG = 1, NO_ADDRESS = 2, REFUSED = 3, OTHER = 4 };

/** A list of commands being written. */
class Commands {
public:
  void add(uint32_t opcode, uint32_t bytes = 0, uint32_t flags = 0) {
    REGISTER(COMMANDS + 4 * count++) = opcode << 11 | flags | bytes;
  }

private:
  uint32_t count = 0;
};

uint32_t saved_hertz = 100000;
bool ready = false;

/** Lets the state machine work the list off; returns the interrupts that ended it, 0 where it hangs. */
uint32_t run() {
  REGISTER(INT_CLR) = UINT32_MAX;
  i2c_update();
  REGISTER(CTR) = I2C_CTR_ALWAYS | CONTROLLER | TRANS_START;
  const unsigned long patience = PATIENCE_MICROS + LONGEST_LIST_BITS * 1000000 / saved_hertz;
  const unsigned long start = micros();
  for (;;) {
    const uint32_t status = REGISTER(INT_RAW) & DONE;
    if (status) return status;
    if (micros() - start > patience) break;
  }
  i2c_reset_state_machine();
  Wire.setClock(saved_hertz);
  return 0;
}

void clear_fifos() {
  set_bits(FIFO_CONF, RX_FIFO_RST | TX_FIFO_RST);
  clear_bits(FIFO_CONF, RX_FIFO_RST | TX_FIFO_RST);
}

/** Frees the bus after a transfer that broke off. */
void stop_bus() {
  clear_fifos();
  Commands list;
  list.add(I2C_STOP);
  run();
}

Status status_of(uint32_t ended) {
  if (ended & NACK) return REFUSED;
  return ended & (TRANS_COMPLETE | END_DETECT) && !(ended & (ARBITRATION_LOST | TIME_OUT)) ? SUCCESS : OTHER;
}

/** Sends one list: what is in the FIFO, after a start where wanted, then STOP or END. */
Status send(bool start, size_t bytes, bool stop) {
  Commands list;
  if (start) list.add(I2C_RSTART);
  if (bytes) list.add(I2C_WRITE, bytes, ACK_CHECK);
  list.add(stop ? I2C_STOP : I2C_END);
  const Status status = status_of(run());
  if (status != SUCCESS) stop_bus();
  return status;
}

Status transmit(uint8_t address, const uint8_t *bytes, size_t size, bool stop) {
  // the address in a list of its own, so that its refusal can be told from a byte's
  clear_fifos();
  REGISTER(I2C0_FIFO_WRITE) = (uint32_t)address << 1;
  Status status = send(true, 1, stop && size == 0);
  if (status != SUCCESS) return status == REFUSED ? NO_ADDRESS : status;

  for (size_t sent = 0; sent < size && status == SUCCESS;) {
    const size_t chunk = size - sent < FIFO_BYTES ? size - sent : FIFO_BYTES;
    clear_fifos();
    for (size_t i = 0; i < chunk; i++) REGISTER(I2C0_FIFO_WRITE) = bytes[sent + i];
    sent += chunk;
    status = send(false, chunk, stop && sent == size);
  }
  return status;
}

/** Fills the FIFO with so many bytes, after the start and the address in it where it is the first list. */
bool receive(bool first, size_t bytes, bool last, bool stop) {
  Commands list;
  if (first) {
    list.add(I2C_RSTART);
    list.add(I2C_WRITE, 1, ACK_CHECK);
  }
  const size_t answered = last ? bytes - 1 : bytes;
  if (answered) list.add(I2C_READ, answered);
  // the last byte is answered with NACK, which tells the target to let go
  if (last) list.add(I2C_READ, 1, SEND_NACK);
  list.add(last && stop ? I2C_STOP : I2C_END);
  const bool received = status_of(run()) == SUCCESS;
  if (!received) stop_bus();
  return received;
}

}  // namespace

TwoWire Wire;

void TwoWire::begin() { begin(SDA, SCL); }

void TwoWire::begin(int sda, int scl) {
  i2c_enable_clock();
  gpio_connect_open_drain((uint8_t)sda, I2C0_SDA_SIGNAL);
  gpio_connect_open_drain((uint8_t)scl, I2C0_SCL_SIGNAL);
  REGISTER(CTR) = I2C_CTR_ALWAYS | CONTROLLER;
  ready = true;
  setClock(saved_hertz);
}

void TwoWire::end() {
  REGISTER(CTR) = 0;
  i2c_update();
  ready = false;
}

void TwoWire::setClock(uint32_t hertz) {
  saved_hertz = hertz == 0 ? 100000 : hertz < I2C_SLOWEST_HERTZ ? I2C_SLOWEST_HERTZ : hertz;
  if (!ready) return;
  const uint32_t half = i2c_choose_source(saved_hertz) / saved_hertz / 2;
  const uint32_t delay = half < I2C_LONGEST_DELAY ? half : I2C_LONGEST_DELAY;
  REGISTER(SCL_LOW_PERIOD) = half - 1;
  REGISTER(SCL_HIGH_PERIOD) = i2c_high_period(half);
  REGISTER(SDA_HOLD) = delay / 4;
  REGISTER(SDA_SAMPLE) = delay / 2;
  REGISTER(SCL_RSTART_SETUP) = delay;
  REGISTER(SCL_STOP_SETUP) = delay;
  REGISTER(SCL_START_HOLD) = delay;
  REGISTER(SCL_STOP_HOLD) = delay;
  REGISTER(TO) = I2C_LONGEST_TIME_OUT;
  i2c_update();
}

void TwoWire::beginTransmission(uint8_t to) {
  address = to;
  toSend = 0;
  tooMuch = false;
}

size_t TwoWire::write(uint8_t byte) {
  if (toSend == BUFFER_LENGTH) {
    tooMuch = true;
    return 0;
  }
  sending[toSend++] = byte;
  return 1;
}

uint8_t TwoWire::endTransmission(bool stop) {
  if (tooMuch) return TOO_LONG;
  if (!ready) return OTHER;
  return transmit(address, sending, toSend, stop);
}

uint8_t TwoWire::requestFrom(uint8_t from, size_t count, bool stop) {
  readCount = receivedCount = 0;
  if (!ready || count == 0) return 0;
  if (count > BUFFER_LENGTH) count = BUFFER_LENGTH;

  clear_fifos();
  REGISTER(I2C0_FIFO_WRITE) = (uint32_t)from << 1 | 1;
  while (receivedCount < count) {
    const size_t rest = count - receivedCount;
    const size_t chunk = rest < FIFO_BYTES ? rest : FIFO_BYTES;
    if (!receive(receivedCount == 0, chunk, chunk == rest, stop)) {
      receivedCount = 0;
      break;
    }
    for (size_t i = 0; i < chunk; i++) received[receivedCount++] = (uint8_t)REGISTER(FIFO_READ);
  }
  return (uint8_t)receivedCount;
}

int TwoWire::available() { return (int)(receivedCount - readCount); }

int TwoWire::peek() { return available() ? received[readCount] : -1; }

int TwoWire::read() { return available() ? received[readCount++] : -1; }
