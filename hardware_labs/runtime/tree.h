/* Walks through the trees of a table; compiler/sklearn/tree_table.py says what its bytes mean.
 * FEATURE, defined by the model: the type of a feature. */
#ifndef TREE_H
#define TREE_H

#include "far_flash.h"

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

/* Returns the answer of the leaf that x comes to in tree number `tree` of `trees`. */
static uint16_t tree_answer(far_flash table, uint8_t trees, uint8_t tree, const FEATURE *x)
{
    const far_flash code = table + 2u * trees;
    far_flash at = code + tree_word(table + 2u * tree);
    for (;;) {
        const uint8_t first = tree_byte(at++);
        if (first < MODEL_INPUTS) {
            const uint8_t right = x[first] > tree_threshold(at);
            at += sizeof(FEATURE);
            at += right ? 1u + tree_byte(at) : 1u;
        } else if (first < TREE_LONG) {
            return first - MODEL_INPUTS;
        } else if (first == TREE_LONG) {
            const uint8_t right = x[tree_byte(at)] > tree_threshold(at + 1);
            at += 1 + sizeof(FEATURE);
            at += right ? 2u + tree_word(at) : 2u;
        } else if (first == TREE_WIDE) {
            return tree_word(at);
        } else {
            at = code + tree_word(at);
        }
    }
}

#endif
