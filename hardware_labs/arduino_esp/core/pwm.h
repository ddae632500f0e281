/* Channels of the LED PWM controller, each with a timer of its own where there are enough. */
#ifndef CORE_PWM_H
#define CORE_PWM_H

#include <stdint.h>

/** Gives the pin a channel that runs at this frequency, `bits` wide; returns whether one was free. */
bool pwm_attach(uint8_t pin, uint32_t hertz, uint8_t bits);
/** Sets how much of the period, in 2^-bits of it, the pin is high. */
void pwm_set_duty(uint8_t pin, uint32_t duty);
/** Width of the pin's channel in bits; 0 where it has none. */
uint8_t pwm_bits(uint8_t pin);

#endif
