/* What the drivers in core/ need to know of the ESP32.
 * Source: ESP32 Technical Reference Manual; interrupt sources: chapter Interrupt Matrix; signals: chapter IO_MUX and GPIO
 * Matrix. */
#ifndef CHIP_H
#define CHIP_H

#include <stdint.h>

#include "registers.h"

const uint32_t DPORT = 0x3FF00000, UART0 = 0x3FF40000, GPIO = 0x3FF44000, RTC_CNTL = 0x3FF48000, RTC_IO = 0x3FF48400;
const uint32_t SENS = 0x3FF48800, IO_MUX = 0x3FF49000, I2C0 = 0x3FF53000, LEDC = 0x3FF59000, TIMG0 = 0x3FF5F000;

const uint32_t XTAL_HERTZ = 40000000;

/** The peripherals' clock: 80 MHz when the CPU runs from the PLL, else the crystal's. */
inline uint32_t apb_hertz() {
  const uint32_t soc_clk_sel = REGISTER(RTC_CNTL + 0x70) >> 27 & 3;
  return soc_clk_sel == 1 ? 80000000 : XTAL_HERTZ;
}

/** Starts a peripheral's clock and ends its reset. */
inline void enable_peripheral(uint32_t bit) {
  set_bits(DPORT + 0xC0, bit);
  clear_bits(DPORT + 0xC4, bit);
}

// interrupt sources
const uint8_t TG0_T0_LEVEL_SOURCE = 14, GPIO_SOURCE = 22, UART0_SOURCE = 34;

// pins: two banks; 34 to 39 are inputs
const uint8_t PINS = 40;
inline bool has_pin(uint8_t pin) { return pin < PINS; }
inline bool can_output(uint8_t pin) { return pin < 34; }
inline uint32_t gpio_bank(uint32_t bank0, uint32_t bank1, uint8_t pin) { return pin < 32 ? bank0 : bank1; }
const uint32_t GPIO_OUT_W1TS = GPIO + 0x08, GPIO_OUT_W1TC = GPIO + 0x0C, GPIO_OUT1_W1TS = GPIO + 0x14, GPIO_OUT1_W1TC = GPIO + 0x18;
const uint32_t GPIO_ENABLE_W1TS = GPIO + 0x24, GPIO_ENABLE_W1TC = GPIO + 0x28, GPIO_ENABLE1_W1TS = GPIO + 0x30;
const uint32_t GPIO_ENABLE1_W1TC = GPIO + 0x34, GPIO_IN = GPIO + 0x3C, GPIO_IN1 = GPIO + 0x40;
const uint32_t GPIO_STATUS = GPIO + 0x44, GPIO_STATUS_W1TC = GPIO + 0x4C, GPIO_STATUS1 = GPIO + 0x50, GPIO_STATUS1_W1TC = GPIO + 0x58;
const uint32_t GPIO_PIN0 = GPIO + 0x88, GPIO_FUNC0_IN_SEL = GPIO + 0x130, GPIO_FUNC0_OUT_SEL = GPIO + 0x530;
const uint32_t GPIO_PIN_INT_ENA = 1 << 15;  // of the PRO CPU
const uint32_t SIMPLE_GPIO_OUTPUT = 256;
const uint32_t FUNC_IN_THROUGH_MATRIX = 1 << 7;

uint32_t io_mux(uint8_t pin);
const uint32_t IO_MUX_UART_FUNCTION = 0 << 12, IO_MUX_GPIO_FUNCTION = 2 << 12;
/** Hands a pad that RTC shares to the digital side, and sets its pulls there, where they are on these pads. */
void set_rtc_pulls(uint8_t pin, bool up, bool down);
inline void release_pad(uint8_t) {}

// serial port. The FIFO is written at its address on the AHB bus (TRM, chapter UART Controller)
const uint32_t UART0_FIFO_WRITE = 0x60000000;
const uint32_t UART_CONF0_CLOCK = 1 << 27;  // TICK_REF_ALWAYS_ON: the APB clock

inline void uart_update() {}

inline void uart_set_baud(uint32_t baud) {
  const uint32_t sixteenths = (apb_hertz() / baud << 4) + ((apb_hertz() % baud << 4) + baud / 2) / baud;
  REGISTER(UART0 + 0x14) = (sixteenths & 15) << 20 | sixteenths >> 4;
}

inline void uart_connect_pins() {
  const uint32_t input_enable = 1 << 9, pull_up = 1 << 8;
  REGISTER(io_mux(1)) = IO_MUX_UART_FUNCTION | 2 << 10;
  REGISTER(io_mux(3)) = IO_MUX_UART_FUNCTION | 2 << 10 | input_enable | pull_up;
}

// LED PWM: the high-speed timers and channels, which take over what is set by themselves
const uint8_t LEDC_CHANNELS = 8;
const uint32_t LEDC_SIGNAL = 71;

inline void ledc_enable_clock() { enable_peripheral(1 << 11); }

inline void ledc_start_timer(uint8_t timer, uint8_t bits, uint32_t divider) {
  const uint32_t conf = LEDC + 0x140 + 8u * timer, reset = 1 << 24, from_apb = 1 << 25;
  REGISTER(conf) = bits | divider << 5 | from_apb | reset;
  REGISTER(conf) = bits | divider << 5 | from_apb;
}

inline void ledc_update_channel(uint32_t) {}

// I2C, its FIFO written on the AHB bus like the UART's
const uint32_t I2C0_FIFO_WRITE = 0x6001301C;
const uint32_t I2C0_SCL_SIGNAL = 29, I2C0_SDA_SIGNAL = 30;
const uint32_t I2C_RSTART = 0, I2C_WRITE = 1, I2C_READ = 2, I2C_STOP = 3, I2C_END = 4;
const uint32_t I2C_CTR_ALWAYS = 0;
const uint32_t I2C_LONGEST_TIME_OUT = 0xFFFFF;

inline void i2c_update() {}
inline void i2c_enable_clock() { enable_peripheral(1 << 7); }

// periods have 14 bits, delays around start and stop ten
const uint32_t I2C_SLOWEST_HERTZ = 2500, I2C_LONGEST_DELAY = 0x3FF;
inline uint32_t i2c_choose_source(uint32_t) { return apb_hertz(); }

/** Ends a transfer that does not come to its end; the settings are lost. */
inline void i2c_reset_state_machine() {
  set_bits(DPORT + 0xC4, 1 << 7);
  clear_bits(DPORT + 0xC4, 1 << 7);
}

inline uint32_t i2c_high_period(uint32_t half) { return half; }

#endif
