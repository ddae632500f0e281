/* What a class of Gaussian naive Bayes loses; compiler/sklearn/naive_bayes.py says the same.
 * FEATURE, defined by the model: the type of a feature. */
#ifndef GAUSSIAN_H
#define GAUSSIAN_H

#include "far_flash.h"

/* In units of 2^-16 bits. gaussians: mean and factor of each feature; shifts: bits to drop of each distance. */
static uint64_t gaussian_loss(const int16_t *gaussians, const int8_t *shifts, const FEATURE *x, uint8_t places)
{
    uint64_t loss = 0;
    for (uint16_t i = 0; i < MODEL_INPUTS; i++, gaussians += 2) {
        const uint16_t mean = (uint16_t)flash_read_int16(gaussians), factor = (uint16_t)flash_read_int16(gaussians + 1);
        const uint16_t scaled = (uint16_t)((uint32_t)((int32_t)x[i] - MODEL_INPUT_MIN) << places);
        const uint16_t away = scaled < mean ? mean - scaled : scaled - mean;
        uint32_t distance = (uint32_t)away * factor >> flash_read_int8(&shifts[i]);
        if (distance <= 0xFFFF) {
            loss += distance * distance;
        } else {
            distance >>= 8;
            if (distance > 0xFFFF) distance = 0xFFFF;
            loss += (uint64_t)(distance * distance) << 16;
        }
    }
    return loss;
}

#endif
