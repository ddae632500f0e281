/* What onnx2c makes of the float model, which answers with floats: how it does on int8 samples in real units. */
#include "bench.h"
#include "onnx2c_model.h"

void entry(const float *x, float *y);

void prepare(void) {}
uint32_t spare(void) { return 0; }

void predict(const int8_t x[BENCH_INPUT], int8_t y[BENCH_OUTPUT])
{
    static float from[BENCH_INPUT], to[BENCH_OUTPUT];
    for (uint32_t i = 0; i < BENCH_INPUT; i++) from[i] = INPUT_SCALE * (float)(x[i] - (INPUT_ZERO_POINT));
    entry(from, to);
    for (uint32_t i = 0; i < BENCH_OUTPUT; i++) {
        float rounded = to[i] / OUTPUT_SCALE + (OUTPUT_ZERO_POINT);
        rounded += rounded < 0 ? -0.5f : 0.5f;
        y[i] = (int8_t)(rounded < -128 ? -128 : rounded > 127 ? 127 : rounded);
    }
}
