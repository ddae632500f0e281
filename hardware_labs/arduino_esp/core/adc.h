/* The successive-approximation converters: each chip's adc.cpp. */
#ifndef CORE_ADC_H
#define CORE_ADC_H

#include <stdint.h>

/** Converts once at the widest range (attenuation 3) and returns 0 to 4095; 0 for a pin without a converter. */
int adc_convert(uint8_t pin);

#endif
