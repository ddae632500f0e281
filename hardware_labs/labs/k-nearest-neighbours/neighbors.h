/* The nearest of many samples in flash, by exact squared distances.
 * FEATURE, defined by the model: the type of a feature. */
#ifndef NEIGHBORS_H
#define NEIGHBORS_H

#include "far_flash.h"
#include "distance.h"

struct neighbor {
    uint32_t distance;
    uint16_t sample;
};

static inline void no_neighbors(struct neighbor *heap, uint8_t k)
{
    for (; k > 0; k--, heap++) {
        heap->distance = 0xFFFFFFFFu;
        heap->sample = 0;
    }
}

/* Puts a nearer sample in for the farthest one, which stands first. */
static inline void heap_push(struct neighbor *heap, uint8_t k, uint32_t distance, uint16_t sample)
{
    uint16_t at = 0, child;
    while ((child = 2 * at + 1) < k) {
        if (child + 1 < k && heap[child].distance < heap[child + 1].distance) child++;
        if (heap[child].distance <= distance) break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at].distance = distance;
    heap[at].sample = sample;
}

/* Goes through `count` samples; the first one's number is `sample`. */
static void find_nearest(
    far_flash samples, uint16_t sample, uint16_t count, const FEATURE *x, struct neighbor *heap, uint8_t k)
{
    for (; count > 0; count--, sample++, samples += sizeof(FEATURE) * MODEL_INPUTS) {
        const uint32_t distance = squared_distance(samples, x, heap->distance);
        if (distance < heap->distance) heap_push(heap, k, distance, sample);
    }
}

#endif
