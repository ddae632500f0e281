/* exp, logistic, tanh and softmax in float; compiler/ops/floats/functions.py says the same, and where they are from. */
#ifndef FLOAT_FUNCTIONS_H
#define FLOAT_FUNCTIONS_H

#include "float_rounding.h"

#include <stdint.h>

static inline float float_power_of_two(int16_t n)
{
    const union {
        uint32_t bits;
        float value;
    } power = {(uint32_t)(n + 127) << 23};
    return power.value;
}

/* 0 below -87, exp(88) above 88. */
static float float_exp(float x)
{
    if (!(x >= -87.0f)) return 0.0f;
    if (x > 88.0f) x = 88.0f;
    const int16_t n = (int16_t)(x * 1.44269504f + (x < 0.0f ? -0.5f : 0.5f));
    const float r = x - (float)n * 0.693359375f - (float)n * -2.12194440e-4f;
    float y = 1.98756915e-4f;
    y = y * r + 1.39819995e-3f;
    y = y * r + 8.33345191e-3f;
    y = y * r + 4.16657959e-2f;
    y = y * r + 0.166666655f;
    y = y * r + 0.500000012f;
    return (y * (r * r) + r + 1.0f) * float_power_of_two(n);
}

static inline float float_logistic(float x)
{
    return 1.0f / (1.0f + float_exp(-x));
}

static inline float float_tanh(float x)
{
    const float size = x < 0.0f ? -x : x;
    if (size < 0.625f) {
        const float square = x * x;
        float y = -5.70498873e-3f;
        y = y * square + 2.06390888e-2f;
        y = y * square + -5.37397156e-2f;
        y = y * square + 0.133314422f;
        y = y * square + -0.333332819f;
        return y * square * x + x;
    }
    const float large = 1.0f - 2.0f / (float_exp(size + size) + 1.0f);
    return x < 0.0f ? -large : large;
}

static inline void float_softmax(const float *x, uint16_t rows, uint16_t depth, float beta, float *y)
{
    for (; rows > 0; rows--, x += depth, y += depth) {
        float largest = x[0], sum = 0.0f;
        for (uint16_t i = 1; i < depth; i++) {
            if (x[i] > largest) largest = x[i];
        }
        for (uint16_t i = 0; i < depth; i++) sum += y[i] = float_exp((x[i] - largest) * beta);
        for (uint16_t i = 0; i < depth; i++) y[i] /= sum;
    }
}

#endif
