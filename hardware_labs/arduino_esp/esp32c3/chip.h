/* What the drivers in core/ need to know of the ESP32-C3.
 * Source: ESP32-C3 Technical Reference Manual; interrupt sources: chapter Interrupt Matrix; signals: chapter IO MUX and GPIO Matrix. */
#ifndef CHIP_H
#define CHIP_H

#include <stdint.h>

#include "registers.h"

const uint32_t UART0 = 0x60000000, GPIO = 0x60004000, RTC_CNTL = 0x60008000, IO_MUX = 0x60009000, I2C0 = 0x60013000;
const uint32_t LEDC = 0x60019000, TIMG0 = 0x6001F000, TIMG1 = 0x60020000, SYSTIMER = 0x60023000, APB_SARADC = 0x60040000;
const uint32_t USB_DEVICE = 0x60043000, SYSTEM = 0x600C0000, INTERRUPT_MATRIX = 0x600C2000;

const uint32_t XTAL_HERTZ = 40000000;
inline uint32_t apb_hertz() { return 80000000; }

const uint32_t PERIP_CLK_EN0 = SYSTEM + 0x10, PERIP_RST_EN0 = SYSTEM + 0x18;

/** Starts a peripheral's clock and ends its reset. */
inline void enable_peripheral(uint32_t bit) {
  set_bits(PERIP_CLK_EN0, bit);
  clear_bits(PERIP_RST_EN0, bit);
}

// interrupt sources
const uint8_t GPIO_SOURCE = 16, UART0_SOURCE = 21, SYSTIMER_TARGET0_SOURCE = 37;

// pins: one bank of 22
const uint8_t PINS = 22;
inline bool has_pin(uint8_t pin) { return pin < PINS; }
inline bool can_output(uint8_t) { return true; }
inline uint32_t gpio_bank(uint32_t bank0, uint32_t, uint8_t) { return bank0; }
const uint32_t GPIO_OUT_W1TS = GPIO + 0x08, GPIO_OUT_W1TC = GPIO + 0x0C, GPIO_ENABLE_W1TS = GPIO + 0x24, GPIO_ENABLE_W1TC = GPIO + 0x28;
const uint32_t GPIO_IN = GPIO + 0x3C, GPIO_STATUS = GPIO + 0x44, GPIO_STATUS_W1TC = GPIO + 0x4C;
const uint32_t GPIO_PIN0 = GPIO + 0x74, GPIO_FUNC0_IN_SEL = GPIO + 0x154, GPIO_FUNC0_OUT_SEL = GPIO + 0x554;
const uint32_t GPIO_OUT1_W1TS = 0, GPIO_OUT1_W1TC = 0, GPIO_ENABLE1_W1TS = 0, GPIO_ENABLE1_W1TC = 0, GPIO_IN1 = 0;
const uint32_t GPIO_STATUS1 = 0, GPIO_STATUS1_W1TC = 0;
const uint32_t GPIO_PIN_INT_ENA = 1 << 13;
const uint32_t SIMPLE_GPIO_OUTPUT = 128;
const uint32_t FUNC_IN_THROUGH_MATRIX = 1 << 6;

inline uint32_t io_mux(uint8_t pin) { return IO_MUX + 4 + 4u * pin; }
const uint32_t IO_MUX_UART_FUNCTION = 0 << 12, IO_MUX_GPIO_FUNCTION = 1 << 12;
inline void set_rtc_pulls(uint8_t, bool, bool) {}

/** Takes GPIO18 and GPIO19 from the USB controller, which has them after a reset. */
inline void release_pad(uint8_t pin) {
  const uint32_t conf0 = USB_DEVICE + 0x18, usb_pad_enable = 1 << 14;
  if (pin == 18 || pin == 19) clear_bits(conf0, usb_pad_enable);
}

// serial port, clocked by the crystal
const uint32_t UART0_FIFO_WRITE = UART0;
const uint32_t UART_CONF0_CLOCK = 1 << 28;  // MEM_CLK_EN: the FIFOs' memory

inline void uart_update() {
  set_bits(UART0 + 0x80, 1u << 31);  // REG_UPDATE of UART_ID
  while (REGISTER(UART0 + 0x80) >> 31) {
  }
}

inline void uart_set_baud(uint32_t baud) {
  // CLKDIV has twelve bits: slower than 9769 baud the clock is divided before
  const uint32_t before = XTAL_HERTZ / 0xFFF / baud + 1;
  // CLK_CONF: SCLK_SEL = crystal, SCLK_DIV_NUM, clocks of core, transmitter and receiver on
  REGISTER(UART0 + 0x78) = 3 << 20 | (before - 1) << 12 | 1 << 22 | 1 << 24 | 1 << 25;
  const uint32_t sixteenths = (XTAL_HERTZ * 16 / before + baud / 2) / baud;
  REGISTER(UART0 + 0x14) = (sixteenths & 15) << 20 | sixteenths >> 4;
}

inline void uart_connect_pins() {
  const uint32_t input_enable = 1 << 9, pull_up = 1 << 8;
  REGISTER(io_mux(21)) = IO_MUX_UART_FUNCTION | 2 << 10;
  REGISTER(io_mux(20)) = IO_MUX_UART_FUNCTION | 2 << 10 | input_enable | pull_up;
}

// LED PWM: low-speed channels take over what was set on PARA_UP
const uint8_t LEDC_CHANNELS = 6;
const uint32_t LEDC_SIGNAL = 45;

inline void ledc_enable_clock() {
  enable_peripheral(1 << 11);
  REGISTER(LEDC + 0xD0) = 1u << 31 | 1;  // CLK_EN, APB_CLK_SEL = 80 MHz
}

inline void ledc_start_timer(uint8_t timer, uint8_t bits, uint32_t divider) {
  const uint32_t conf = LEDC + 0xA0 + 8u * timer, reset = 1 << 23, para_up = 1 << 25;
  REGISTER(conf) = bits | divider << 4 | reset;
  REGISTER(conf) = bits | divider << 4 | para_up;
}

inline void ledc_update_channel(uint32_t conf0) { set_bits(conf0, 1 << 4); }

// I2C, clocked by the crystal; what was set is taken over on CONF_UPGATE
const uint32_t I2C0_FIFO_WRITE = I2C0 + 0x1C;
const uint32_t I2C0_SCL_SIGNAL = 53, I2C0_SDA_SIGNAL = 54;
const uint32_t I2C_RSTART = 6, I2C_WRITE = 1, I2C_READ = 3, I2C_STOP = 2, I2C_END = 4;
const uint32_t I2C_CTR_ALWAYS = 0;
const uint32_t I2C_LONGEST_TIME_OUT = 1 << 5 | 0x1F;  // TIME_OUT_EN, 2^31 cycles

inline void i2c_update() { set_bits(I2C0 + 0x04, 1 << 11); }
inline void i2c_enable_clock() { enable_peripheral(1 << 7); }

const uint32_t I2C_SLOWEST_HERTZ = 200, I2C_LONGEST_DELAY = 0x1FF;

/** Divides the crystal's clock so far that half a bit fits into the period registers of nine bits; returns its frequency. */
inline uint32_t i2c_choose_source(uint32_t bus_hertz) {
  const uint32_t divider = XTAL_HERTZ / (bus_hertz * 1000) + 1;
  REGISTER(I2C0 + 0x54) = 1 << 21 | (divider - 1);  // SCLK_ACTIVE, SCLK_SEL = crystal, SCLK_DIV_NUM
  return XTAL_HERTZ / divider;
}

/** Ends a transfer that does not come to its end: FSM_RST. */
inline void i2c_reset_state_machine() { set_bits(I2C0 + 0x04, 1 << 10); }

/** The upper half of the register holds how long to wait for SCL to rise. */
inline uint32_t i2c_high_period(uint32_t half) { return (half / 4) << 9 | (half - half / 4); }

#endif
