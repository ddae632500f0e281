/* What a window of acceleration looks like in three bytes: how far it spreads along the arm and across it, and how often
 * it goes to and fro. train.py computes the same. The shifts bring the three to about the same spread, as standardizing
 * would, and cost no division. */
#ifndef MOVEMENT_H
#define MOVEMENT_H

#include <stdint.h>

enum { WINDOW_SAMPLES = 32, AXES = 3 };

static inline uint8_t at_most_255(uint32_t number) {
  return number > 255 ? 255 : (uint8_t)number;
}

/* x lies along the forearm. The strap turns about it, so that y and z mean nothing apart: they are added. */
static inline void movement(const int16_t window[WINDOW_SAMPLES][AXES], uint8_t features[3]) {
  int32_t mean[AXES];
  uint32_t spread[AXES];
  uint8_t busiest = 0, crossings = 0;
  for (uint8_t axis = 0; axis < AXES; axis++) {
    int32_t sum = 0;
    for (uint8_t i = 0; i < WINDOW_SAMPLES; i++) sum += window[i][axis];
    mean[axis] = sum >> 5;
    uint32_t apart = 0;
    for (uint8_t i = 0; i < WINDOW_SAMPLES; i++) {
      const int32_t from_mean = window[i][axis] - mean[axis];
      apart += (uint32_t)(from_mean < 0 ? -from_mean : from_mean);
    }
    spread[axis] = apart >> 5;
    if (spread[axis] > spread[busiest]) busiest = axis;
  }
  for (uint8_t i = 1; i < WINDOW_SAMPLES; i++) {
    crossings += (window[i][busiest] >= mean[busiest]) != (window[i - 1][busiest] >= mean[busiest]);
  }
  features[0] = at_most_255(spread[0] >> 5);
  features[1] = at_most_255((spread[1] + spread[2]) >> 6);
  features[2] = at_most_255((uint32_t)crossings << 4);
}

#endif
