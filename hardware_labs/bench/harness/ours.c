/* The C that `lab compile` writes. */
#include "bench.h"
#include "model.h"

void prepare(void) {}
void predict(const int8_t x[BENCH_INPUT], int8_t y[BENCH_OUTPUT]) { model_predict(x, y); }
uint32_t spare(void) { return 0; }
