/* UART0. The receiver's bytes are taken from its FIFO by an interrupt for each; the transmitter's FIFO is buffer enough.
 * Source: Technical Reference Manuals of ESP32-C3 and ESP32, chapter UART Controller. */

#include <Arduino.h>

#include "chip.h"
#include "interrupts.h"
#include "registers.h"

namespace {

const uint32_t INT_ENA = UART0 + 0x0C, INT_CLR = UART0 + 0x10, STATUS = UART0 + 0x1C, CONF0 = UART0 + 0x20, CONF1 = UART0 + 0x24;
const uint32_t RXFIFO_FULL = 1 << 0, TX_DONE = 1 << 14, INT_RAW = UART0 + 0x04;
const uint32_t EIGHT_BITS = 3 << 2, ONE_STOP_BIT = 1 << 4;
const uint32_t FIFO_BYTES = 128;

const uint8_t SIZE = 128;  // a power of two
volatile uint8_t buffer[SIZE];
volatile uint8_t head = 0, tail = 0;
bool anything_sent = false;

uint8_t waiting() { return (uint8_t)((head - tail) % SIZE); }

uint32_t in_transmitter() { return REGISTER(STATUS) >> 16 & 0xFF; }

uint32_t in_receiver() { return REGISTER(STATUS) & 0xFF; }

}  // namespace

HardwareSerial Serial;

void HardwareSerial::begin(unsigned long baud) {
  uart_set_baud(baud);
  uart_connect_pins();
  REGISTER(CONF0) = UART_CONF0_CLOCK | EIGHT_BITS | ONE_STOP_BIT;
  REGISTER(CONF1) = 1;  // RXFIFO_FULL_THRHD: an interrupt for each byte
  uart_update();
  REGISTER(INT_CLR) = UINT32_MAX;
  REGISTER(INT_ENA) = RXFIFO_FULL;
  route_interrupt(UART0_SOURCE, SERIAL_INTERRUPT);
}

void HardwareSerial::end() {
  flush();
  REGISTER(INT_ENA) = 0;
}

extern "C" void serve_serial() {
  while (in_receiver()) {
    const uint8_t byte = (uint8_t)REGISTER(UART0);
    const uint8_t next = (uint8_t)((head + 1) % SIZE);
    // what finds no room is lost, as on every Arduino board
    if (next == tail) continue;
    buffer[head] = byte;
    head = next;
  }
  REGISTER(INT_CLR) = RXFIFO_FULL;
}

int HardwareSerial::available() { return waiting(); }

int HardwareSerial::peek() { return head == tail ? -1 : buffer[tail]; }

int HardwareSerial::read() {
  const int byte = peek();
  if (byte >= 0) tail = (uint8_t)((tail + 1) % SIZE);
  return byte;
}

int HardwareSerial::availableForWrite() { return (int)(FIFO_BYTES - in_transmitter()); }

size_t HardwareSerial::write(uint8_t byte) {
  while (in_transmitter() >= FIFO_BYTES - 1) {
  }
  REGISTER(INT_CLR) = TX_DONE;
  anything_sent = true;
  REGISTER(UART0_FIFO_WRITE) = byte;
  return 1;
}

void HardwareSerial::flush() {
  if (!anything_sent) return;
  while (in_transmitter() || !(REGISTER(INT_RAW) & TX_DONE)) {
  }
}
