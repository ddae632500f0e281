/* Probabilities from logarithms; compiler/sklearn/powers.py says the same. */
#ifndef POWERS_H
#define POWERS_H

#include "flash.h"

/* 16384 * 2^(-i / 32) */
static const int16_t powers[33] IN_FLASH = {
    16384, 16033, 15689, 15353, 15024, 14702, 14387, 14079, 13777, 13482, 13193, 12910, 12634, 12363, 12098,
    11839, 11585, 11337, 11094, 10856, 10624, 10396, 10173, 9955, 9742, 9533, 9329, 9129, 8933, 8742, 8555,
    8371, 8192
};

/* 16384 * 2^-(below / 2^bits) */
static uint16_t power_below(uint32_t below, uint8_t bits)
{
    if (below >> bits >= 15) return 0;
    const uint32_t d = bits > 12 ? below >> (bits - 12) : below << (12 - bits);
    const uint8_t place = (uint8_t)(d >> 7) & 31, whole = (uint8_t)(d >> 12);
    const uint16_t value = (uint16_t)flash_read_int16(&powers[place]);
    const uint16_t drop = (uint16_t)(value - (uint16_t)flash_read_int16(&powers[place + 1]));
    const uint16_t between = (uint16_t)(value - (uint16_t)(((uint32_t)drop * (d & 127) + 64) >> 7));
    return (uint16_t)((between + (1u << whole >> 1)) >> whole);
}

/* below: how far each class is below the best one, in units of 2^-bits bits. shares: probabilities times 32768. */
static void shares_below(const uint32_t *below, uint8_t count, uint8_t bits, uint16_t *shares)
{
    uint32_t total = 0;
    for (uint8_t i = 0; i < count; i++) total += shares[i] = power_below(below[i], bits);
    for (uint8_t i = 0; i < count; i++) shares[i] = (uint16_t)((shares[i] * (uint32_t)32768 + total / 2) / total);
}

#endif
