/* Does what the received letter says: uses a lot of stack, or what the chip cannot recover from. */
#include "chip.h"

__attribute__((noinline)) static int use_stack(void) {
  volatile char block[4000];
  for (int n = 0; n < 4000; n++) block[n] = 1;
  return block[0];
}

int main(void) {
  watchdogs_off();
  for (;;) {
    while (!(REG(UART0 + 0x1C) & 0x3FF)) {}
    switch (REG(UART0)) {
      case 's': print_number(use_stack()); break;
      case 'r': ((void (*)(void))0x40000018)(); break;
      case 'l':
        __asm__ volatile(".option push\n.option arch, +zicsr\ncsrw mtvec, zero\n.option pop");
        (void)REG(0x60001000);
    }
  }
}
