/* dot_four and dot_four_points for a PC: PMADDWD multiplies eight int16 and adds neighbouring products, so the weights of
 * two terms are brought side by side first. */
#ifndef DOT_SSE2_H
#define DOT_SSE2_H

#include <emmintrin.h>
#include <string.h>

static inline __m128i load_four(const int8_t *at)
{
    int32_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return _mm_cvtsi32_si128(bytes);
}

/* The lower eight int8 as int16. */
static inline __m128i widen(__m128i bytes)
{
    return _mm_srai_epi16(_mm_unpacklo_epi8(bytes, bytes), 8);
}

static inline far_flash dot_four(far_flash weights, const int8_t *x, uint16_t terms, int32_t sum[4])
{
    __m128i total = _mm_setzero_si128();
    for (; terms >= 4; terms -= 4, x += 4, weights += 16) {
        const __m128i even = _mm_loadu_si128((const __m128i *)weights), odd = _mm_srli_epi64(even, 32);
        const __m128i first = widen(_mm_unpacklo_epi8(even, odd)), second = widen(_mm_unpackhi_epi8(even, odd));
        const __m128i inputs = widen(load_four(x));
        total = _mm_add_epi32(total, _mm_madd_epi16(first, _mm_shuffle_epi32(inputs, 0x00)));
        total = _mm_add_epi32(total, _mm_madd_epi16(second, _mm_shuffle_epi32(inputs, 0x55)));
    }
    for (; terms > 0; terms--, x++, weights += 4) {
        const __m128i first = _mm_unpacklo_epi16(widen(load_four(weights)), _mm_setzero_si128());
        total = _mm_add_epi32(total, _mm_madd_epi16(first, _mm_set1_epi32(*x)));
    }
    _mm_storeu_si128((__m128i *)sum, total);
    return weights;
}

static inline void dot_four_points(
    far_flash weights, uint16_t stride, const int8_t **pixels, uint16_t channel, uint8_t points, int32_t sum[4])
{
    __m128i total = _mm_setzero_si128();
    for (; points >= 2; points -= 2, pixels += 2, weights += 2 * stride) {
        const __m128i w = _mm_unpacklo_epi8(load_four(weights), load_four(weights + stride));
        const __m128i x = _mm_unpacklo_epi8(load_four(pixels[0] + channel), load_four(pixels[1] + channel));
        total = _mm_add_epi32(total, _mm_madd_epi16(widen(w), widen(x)));
    }
    if (points) {
        const __m128i w = _mm_unpacklo_epi8(load_four(weights), _mm_setzero_si128());
        const __m128i x = _mm_unpacklo_epi8(load_four(*pixels + channel), _mm_setzero_si128());
        total = _mm_add_epi32(total, _mm_madd_epi16(widen(w), widen(x)));
    }
    _mm_storeu_si128((__m128i *)sum, total);
}

#endif
