/* What runs after start.S: constructors, then the sketch. */

#include <Arduino.h>

#include "timer.h"

extern "C" {

extern void (*const constructors_begin[])();
extern void (*const constructors_end[])();

void chip_begin();

// a call of a function that a class has left open
void __cxa_pure_virtual() { abort(); }

[[noreturn]] void run_sketch() {
  chip_begin();
  timer_begin();
  for (void (*const *constructor)() = constructors_begin; constructor < constructors_end; constructor++) (*constructor)();
  interrupts();
  setup();
  for (;;) loop();
}
}
