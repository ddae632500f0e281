/* The minimal standard generator of Park and Miller (CACM 31/10, 1988) with Schrage's division: the sequence that
 * avr-libc has too, so that a seeded sketch draws the same numbers on every board. */

#include <Arduino.h>

namespace {
int32_t state = 1;

int32_t next() {
  if (state == 0) state = 123459876;
  const int32_t high = state / 127773, low = state % 127773;
  state = 16807 * low - 2836 * high;
  if (state < 0) state += INT32_MAX;
  return state;
}
}  // namespace

// a seed of 0 keeps the sequence as it is: Arduino's rule
void randomSeed(unsigned long seed) {
  if (seed) state = (int32_t)(seed & INT32_MAX);
}

long random(long high) { return high ? next() % high : 0; }

long random(long low, long high) { return low < high ? low + random(high - low) : low; }
