/* On the ESP32-C3 without a system: writes 0 to WATCH before an inference and 1 behind it;
 * outputs, used stack and spare RAM to CONSOLE. */
#include "bench.h"
#include "samples.h"

#define WATCH (*(volatile uint32_t *)0x60004000)
#define CONSOLE (*(volatile uint32_t *)0x60000000)
#define PAINT 0xA5

extern uint8_t bss_end[];

/* the loops of memcpy and memset must not become calls of themselves */
#pragma GCC optimize("no-tree-loop-distribute-patterns")

void *memcpy(void *restrict to, const void *restrict from, __SIZE_TYPE__ count)
{
    for (__SIZE_TYPE__ i = 0; i < count; i++) ((char *)to)[i] = ((const char *)from)[i];
    return to;
}

void *memset(void *to, int value, __SIZE_TYPE__ count)
{
    for (__SIZE_TYPE__ i = 0; i < count; i++) ((char *)to)[i] = (char)value;
    return to;
}

void abort(void)
{
    for (;;) continue;
}

int main(void)
{
    static int8_t x[BENCH_INPUT], y[BENCH_OUTPUT];
    uint8_t *const top = __builtin_frame_address(0);
    for (volatile uint8_t *byte = bss_end; byte < top - 128; byte++) *byte = PAINT;
    prepare();
    for (uint32_t sample = 0; sample < sizeof(samples) / BENCH_INPUT; sample++) {
        memcpy(x, samples[sample], BENCH_INPUT);
        WATCH = 0;
        predict(x, y);
        WATCH = 1;
        for (uint32_t i = 0; i < BENCH_OUTPUT; i++) CONSOLE = (uint8_t)y[i];
    }
    const volatile uint8_t *untouched = bss_end;
    while (*untouched == PAINT) untouched++;
    const uint32_t used = (uint32_t)(top - (uint8_t *)untouched);
    for (uint32_t i = 0; i < 4; i++) CONSOLE = used >> 8 * i & 0xFF;
    for (uint32_t i = 0; i < 4; i++) CONSOLE = spare() >> 8 * i & 0xFF;
    return 0;
}
