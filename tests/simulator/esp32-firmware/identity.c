/* Prints two random numbers and the two words of the MAC address in eFuse. */
#include "chip.h"

#define RNG_DATA REG(0x3FF75144)
#define EFUSE 0x3FF5A000

int main(void) {
  watchdogs_off();
  const uint32_t words[] = {RNG_DATA, RNG_DATA, REG(EFUSE + 0x04), REG(EFUSE + 0x08)};
  for (int n = 0; n < 4; n++) {
    print_number(words[n]);
    print("\n");
  }
  return 0;
}
