/* Clock of the CPU: 160 MHz from the PLL, which runs already because USB needs it.
 * Source: ESP32-C3 Technical Reference Manual, chapter Reset and Clock. */

#include "chip.h"

extern "C" void chip_begin() {
  const uint32_t cpu_per_conf = SYSTEM + 0x08, sysclk_conf = SYSTEM + 0x58;
  REGISTER(cpu_per_conf) = (REGISTER(cpu_per_conf) & ~3u) | 1 << 2 | 1;         // PLL of 480 MHz, a third of it
  REGISTER(sysclk_conf) = 1 << 19 | XTAL_HERTZ / 1000000 << 12 | 1 << 10;  // SOC_CLK_SEL = PLL
}
