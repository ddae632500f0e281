/* Three interrupts of the CPU to itself, raised at once: prints the order in which they are served, then who passes a threshold. */
#include "chip.h"

#define FROM_CPU(n) REG(0x600C0028 + 4 * (n))
#define PRIORITY(line) REG(INTERRUPT + 0x114 + 4 * (line))
#define THRESHOLD REG(INTERRUPT + 0x194)
#define PENDING REG(INTERRUPT + 0x110)

void interrupt(int line) {
  print_number(line);
  print(" ");
  if (line == 3) FROM_CPU(0) = 0;
  if (line == 20) FROM_CPU(1) = 0;
  if (line == 9) REG(INTERRUPT + 0x10C) = BIT(9); /* an edge stays pending until it is cleared */
}

static void raise_all(void) {
  __asm__ volatile(".option push\n.option arch, +zicsr\ncsrci mstatus, 8\n.option pop");
  for (int n = 0; n < 3; n++) FROM_CPU(n) = 1;
  __asm__ volatile(".option push\n.option arch, +zicsr\ncsrsi mstatus, 8\n.option pop");
}

int main(void) {
  watchdogs_off();
  enable_interrupt(50, 3);
  enable_interrupt(51, 20);
  enable_interrupt(52, 9);
  REG(INTERRUPT + 0x108) = BIT(9);
  PRIORITY(3) = 2;
  PRIORITY(20) = 7;
  PRIORITY(9) = 2;
  raise_all();
  print("\n");
  FROM_CPU(2) = 0;
  THRESHOLD = 3;
  raise_all();
  print("\n");
  print_number(PENDING == (BIT(3) | BIT(9)));
  print("\n");
  THRESHOLD = 2;
  print("\n");
  return 0;
}
