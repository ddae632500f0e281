/* int8 to float and back. */
#ifndef FLOAT_TYPES_H
#define FLOAT_TYPES_H

#include "float_flash.h"

/* x / scale to nearest, halves away from zero. */
static inline void quantize(const float *x, uint16_t count, float scale, int8_t zero_point, int8_t *y)
{
    for (; count > 0; count--) {
        const float ratio = float_held(*x++ / scale, -1024.0f, 1024.0f);
        int16_t nearest = (int16_t)ratio;
        const float rest = ratio - (float)nearest;
        if (rest >= 0.5f) nearest++;
        if (rest <= -0.5f) nearest--;
        nearest += zero_point;
        *y++ = nearest < -128 ? -128 : nearest > 127 ? 127 : (int8_t)nearest;
    }
}

static inline void dequantize(const int8_t *x, uint16_t count, float scale, int8_t zero_point, float *y)
{
    for (; count > 0; count--) *y++ = (float)(*x++ - zero_point) * scale;
}

#endif
