/* Walks through the trees of a table; compiler/sklearn/tree_table.py says what its bytes mean.
 * FEATURE, defined by the model: the type of a feature. */
#ifndef TREE_H
#define TREE_H

#include "far_flash.h"
#ifdef __AVR__
#include "tree_avr.h"
#endif

#define TREE_LONG 253
#define TREE_WIDE 254
#define TREE_JUMP 255

static inline uint8_t tree_byte(far_flash at)
{
    return (uint8_t)far_flash_read_int8(at);
}

static inline uint16_t tree_word(far_flash at)
{
    return (uint16_t)(tree_byte(at) | (uint16_t)tree_byte(at + 1) << 8);
}

static inline FEATURE tree_threshold(far_flash at)
{
    return (FEATURE)(sizeof(FEATURE) == 1 ? tree_byte(at) : tree_word(at));
}

/* Goes one step from a split on, whose first byte is `feature`. */
static inline far_flash tree_split(far_flash at, uint8_t feature, const FEATURE *x)
{
    const uint8_t right = x[feature] > tree_threshold(at);
    at += sizeof(FEATURE);
    return at + (right ? 1u + tree_byte(at) : 1u);
}

static inline far_flash tree_long_split(far_flash at, const FEATURE *x)
{
    const uint8_t right = x[tree_byte(at)] > tree_threshold(at + 1);
    at += 1 + sizeof(FEATURE);
    return at + (right ? 2u + tree_word(at) : 2u);
}

/* Returns the answer of the leaf that x comes to in tree number `tree` of `trees`. */
static uint16_t tree_answer(far_flash table, uint8_t trees, uint8_t tree, const FEATURE *x)
{
    const far_flash code = table + 2u * trees;
    far_flash at = code + tree_word(table + 2u * tree);
    for (;;) {
#ifdef __AVR__
        const uint8_t first = sizeof(FEATURE) == 1 ? tree_splits(&at, x) : tree_byte(at++);
#else
        const uint8_t first = tree_byte(at++);
#endif
        if (first < MODEL_INPUTS) {
            at = tree_split(at, first, x);
        } else if (first < TREE_LONG) {
            return first - MODEL_INPUTS;
        } else if (first == TREE_LONG) {
            at = tree_long_split(at, x);
        } else if (first == TREE_WIDE) {
            return tree_word(at);
        } else {
            at = code + tree_word(at);
        }
    }
}

#endif
