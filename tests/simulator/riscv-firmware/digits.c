/*
 * The digits network in integers: 64 inputs, 16 hidden units, 10 classes; int8 weights and activations, int32 sums. The weights
 * are synthetic (a generator's numbers): time and bits count here, not accuracy.
 */
#include <stdint.h>

#ifdef __riscv
static void put(char c) { *(volatile uint32_t *)0x60000000 = (uint8_t)c; }
#else
#include <stdio.h>
static void put(char c) { putchar(c); }
#endif

#ifndef INFERENCES
#define INFERENCES 1000
#endif
enum { INPUTS = 64, HIDDEN = 16, CLASSES = 10, SHIFT = 9 };

static int8_t hidden_weights[HIDDEN][INPUTS], class_weights[CLASSES][HIDDEN];
static int32_t hidden_bias[HIDDEN], class_bias[CLASSES];
static uint32_t state = 2463534242u;

static uint32_t random32(void) {
  state ^= state << 13;
  state ^= state >> 17;
  return state ^= state << 5;
}

static void dense(const int8_t *weights, const int32_t *bias, const int8_t *in, unsigned inputs, int32_t *out, unsigned outputs) {
  for (unsigned o = 0; o < outputs; o++) {
    int32_t sum = bias[o];
    for (unsigned i = 0; i < inputs; i++) sum += *weights++ * in[i];
    out[o] = sum;
  }
}

static unsigned classify(const int8_t *image) {
  int32_t sums[HIDDEN], scores[CLASSES];
  int8_t hidden[HIDDEN];
  dense(&hidden_weights[0][0], hidden_bias, image, INPUTS, sums, HIDDEN);
  for (unsigned h = 0; h < HIDDEN; h++) {
    int32_t scaled = sums[h] >> SHIFT;
    hidden[h] = (int8_t)(scaled < 0 ? 0 : scaled > 127 ? 127 : scaled);
  }
  dense(&class_weights[0][0], class_bias, hidden, HIDDEN, scores, CLASSES);
  unsigned best = 0;
  for (unsigned c = 1; c < CLASSES; c++)
    if (scores[c] > scores[best]) best = c;
  return best;
}

int main(void) {
  int8_t image[INPUTS];
  uint32_t hash = 0;
  for (unsigned h = 0; h < HIDDEN; h++) {
    hidden_bias[h] = (int32_t)(random32() & 1023);
    for (unsigned i = 0; i < INPUTS; i++) hidden_weights[h][i] = (int8_t)random32();
  }
  for (unsigned c = 0; c < CLASSES; c++)
    for (unsigned h = 0; h < HIDDEN; h++) class_weights[c][h] = (int8_t)random32();
  for (unsigned n = 0; n < INFERENCES; n++) {
    for (unsigned i = 0; i < INPUTS; i++) image[i] = (int8_t)(random32() & 15);
    hash = hash * 31 + classify(image);
  }
  for (int shift = 28; shift >= 0; shift -= 4) put("0123456789abcdef"[(hash >> shift) & 15]);
  put('\n');
  return 0;
}
