/* What is measured: prepare() once, predict() each inference; spare() are bytes of RAM that it holds and does not need.
 * BENCH_INPUT and BENCH_OUTPUT are in bytes. */
#ifndef BENCH_H
#define BENCH_H

#include "sizes.h"
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

void prepare(void);
void predict(const int8_t x[BENCH_INPUT], int8_t y[BENCH_OUTPUT]) __attribute__((noinline));
uint32_t spare(void);

#ifdef __cplusplus
}
#endif

#endif
