/* Runs a model on the samples of samples.h, wherever it is built for, and writes the outputs. */
#include "model.h"
#include "samples.h" /* SAMPLES, `number` and samples, in flash */
#include "far_flash.h"

/* start_watch and stop_watch enclose one inference; put writes a byte. */
#if defined __AVR__
#include <avr/io.h>
#include <avr/sleep.h>

static void start_up(void)
{
    DDRB |= _BV(PB0);
    UBRR0 = 0;
    UCSR0B = _BV(TXEN0);
}
static void start_watch(void) { PORTB |= _BV(PB0); }
static void stop_watch(void) { PORTB &= (uint8_t)~_BV(PB0); }
static void put(int8_t byte)
{
    while (!(UCSR0A & _BV(UDRE0))) continue;
    UDR0 = (uint8_t)byte;
}
#elif defined __riscv || defined __xtensa__
static void start_up(void) {}
#ifdef __riscv
static void put(int8_t byte) { *(volatile uint32_t *)0x60000000 = (uint8_t)byte; }
static void start_watch(void) { *(volatile uint32_t *)0x60004000 = 1; }
static void stop_watch(void) { *(volatile uint32_t *)0x60004000 = 0; }
#else
void put(char byte);
static void start_watch(void) {}
static void stop_watch(void) {}
#endif
void *memcpy(void *to, const void *from, __SIZE_TYPE__ count)
{
    for (__SIZE_TYPE__ i = 0; i < count; i++) ((char *)to)[i] = ((const char *)from)[i];
    return to;
}
void *memset(void *to, int value, __SIZE_TYPE__ count)
{
    for (__SIZE_TYPE__ i = 0; i < count; i++) ((char *)to)[i] = (char)value;
    return to;
}
#else
#include <stdio.h>
static void start_up(void) {}
static void put(int8_t byte) { putchar(byte); }
static void start_watch(void) {}
static void stop_watch(void) {}
#endif

int main(void)
{
    static number x[MODEL_INPUTS], y[MODEL_OUTPUTS];
    start_up();
    for (uint16_t sample = 0; sample < SAMPLES; sample++) {
        const int8_t *bytes = (const int8_t *)samples[sample];
        for (uint16_t i = 0; i < sizeof(x); i++) ((int8_t *)x)[i] = flash_read_int8(bytes + i);
        start_watch();
        model_predict(x, y);
        stop_watch();
        for (uint16_t i = 0; i < sizeof(y); i++) put(((int8_t *)y)[i]);
    }
#ifdef __AVR__
    for (uint8_t i = 0; i < 3; i++) put(0); /* the last ones wait in the transmitter */
    for (;;) sleep_mode();
#endif
    return 0;
}
