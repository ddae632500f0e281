/* Pins, beyond what Arduino.h offers. */
#ifndef CORE_GPIO_H
#define CORE_GPIO_H

#include <stdint.h>

/** Lets a peripheral's output signal (a number of the GPIO matrix) drive the pin. */
void gpio_connect_output(uint8_t pin, uint32_t signal);
/** Makes the pin open-drain, with its pull-up, and lets a peripheral read and drive it. */
void gpio_connect_open_drain(uint8_t pin, uint32_t signal);
/** Takes the pin's output back from a peripheral. */
void gpio_disconnect_output(uint8_t pin);

/** Whether a PWM channel drives the pin's output. */
extern bool pwm_drives[];
/** Gives the pin's PWM channel back: Arduino's digitalWrite and pinMode end analogWrite. */
void pwm_release(uint8_t pin);

#endif
