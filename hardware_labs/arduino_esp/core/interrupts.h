/* From a peripheral's interrupt to a function: each chip's interrupts.cpp and vectors.S do it. */
#ifndef CORE_INTERRUPTS_H
#define CORE_INTERRUPTS_H

#include <stdint.h>

/** Which handler of the layer serves a CPU interrupt; the number is the CPU's. */
enum CpuInterrupt : uint8_t { ALARM_INTERRUPT = 2, PIN_INTERRUPT = 3, SERIAL_INTERRUPT = 4 };

/** Lets the CPU interrupt follow the peripheral's interrupt source (a number of the chip's interrupt matrix). */
void route_interrupt(uint8_t source, CpuInterrupt interrupt);

extern "C" {
// called from the vectors, with interrupts masked
void serve_alarm();
void serve_pins();
void serve_serial();
}

#endif
