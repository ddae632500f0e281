/* The chip's free-running timer and its one alarm: each chip's timer.cpp. */
#ifndef CORE_TIMER_H
#define CORE_TIMER_H

#include <stdint.h>

void timer_begin();
/** Microseconds since power-on. */
uint64_t timer_micros();
/** Sets the alarm, in place of the one set before; one that has passed rings at once. */
void timer_set_alarm(uint64_t micros);
void timer_stop_alarm();
void timer_clear_interrupt();
/** Stops the CPU until an interrupt is pending, and lets it be served. Interrupts are masked when it is called, and after it. */
void cpu_sleep();

#endif
