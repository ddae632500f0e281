/* Linear model in integers: (weights . x + bias) >> shift.
 *
 * The product of two int16 is exact in int32, and the compiler that chose bias and shift has made sure that no
 * partial sum leaves int32 while every x lies in the model's declared input range. `bias` already holds half of
 * the last bit that the shift drops, so the result is rounded to nearest.
 *
 * A right shift of a negative number copies the sign, as on every compiler these boards have; C leaves it to the
 * implementation, hence the check. */
#ifndef LINEAR_H
#define LINEAR_H

#include "flash.h"

typedef char right_shift_must_copy_the_sign[(-1 >> 1) == -1 ? 1 : -1];

static inline int32_t linear(const int16_t *weights, const int16_t *x, uint16_t inputs, int32_t bias, uint8_t shift)
{
    int32_t sum = bias;
    for (uint16_t i = 0; i < inputs; i++) {
        sum += (int32_t)flash_read_int16(&weights[i]) * x[i];
    }
    return sum >> shift;
}

#endif
