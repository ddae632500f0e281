/* weights . x + bias, which the compiler has made sure fits int32.
 * FEATURE, defined by the model: the type of a feature. */
#ifndef WEIGHTED_SUM_H
#define WEIGHTED_SUM_H

#include "flash.h"

static int32_t weighted_sum(const int16_t *weights, const FEATURE *x, int32_t bias)
{
    for (uint16_t i = 0; i < MODEL_INPUTS; i++) bias += (int32_t)flash_read_int16(&weights[i]) * x[i];
    return bias;
}

#endif
