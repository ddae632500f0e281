/* Fully connected layer in float: each output's weights in flash, its bias behind them; summed from first to last. */
#ifndef FLOAT_DENSE_H
#define FLOAT_DENSE_H

#include "float_flash.h"

static inline void float_dense(
    float_flash weights,
    const float *x,
    uint16_t rows,
    uint16_t terms,
    float *y,
    uint16_t outputs,
    float low,
    float high)
{
    for (; rows > 0; rows--, x += terms) {
        float_flash next = weights;
        for (uint16_t output = 0; output < outputs; output++) {
            float sum = 0.0f;
            for (uint16_t i = 0; i < terms; i++) sum += x[i] * float_flash_next(&next);
            *y++ = float_held(sum + float_flash_next(&next), low, high);
        }
    }
}

#endif
