/* The vibration of a window of acceleration: its standard deviation in mg. generate.py computes the same. */
#ifndef VIBRATION_H
#define VIBRATION_H

#include <stdint.h>

enum { WINDOW_SAMPLES = 64, MOST_MILLI_G = 1023 };

static inline uint16_t whole_root(uint32_t number) {
  uint16_t root = 0;
  for (uint16_t bit = 0x8000; bit; bit >>= 1) {
    const uint16_t tried = root | bit;
    if ((uint32_t)tried * tried <= number) root = tried;
  }
  return root;
}

/* 8192 counts are 1 g: the sensor's range of 4 g. */
static inline uint16_t vibration(const int16_t window[WINDOW_SAMPLES]) {
  int32_t sum = 0;
  for (uint8_t i = 0; i < WINDOW_SAMPLES; i++) sum += window[i];
  const int32_t mean = sum >> 6;  // gravity, where the sensor is not level
  uint64_t squares = 0;
  for (uint8_t i = 0; i < WINDOW_SAMPLES; i++) {
    const int32_t from_mean = window[i] - mean;
    const uint32_t size = (uint32_t)(from_mean < 0 ? -from_mean : from_mean);
    squares += size * size;
  }
  const uint32_t milli_g = (uint32_t)whole_root((uint32_t)(squares >> 6)) * 125 >> 10;
  return milli_g > MOST_MILLI_G ? MOST_MILLI_G : (uint16_t)milli_g;
}

#endif
