/*
 * How fast simavr runs an image, without anything attached.
 *
 *   simavr_speed IMAGE.elf MCU SECONDS
 *
 * Runs SECONDS simulated seconds after one second of warming up and prints the simulated cycles and the real seconds.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>

#define HERTZ 16000000

/* simavr lets real time pass in sleep; the speed of the simulation is wanted. */
static void pass(avr_t *avr, avr_cycle_count_t cycles) { (void)avr, (void)cycles; }

static void run(avr_t *avr, avr_cycle_count_t cycles) {
    const avr_cycle_count_t end = avr->cycle + cycles;
    while (avr->cycle < end) {
        const int state = avr_run(avr);
        if (state != cpu_Done && state != cpu_Crashed) continue;
        fprintf(stderr, "the firmware has ended\n");
        exit(1);
    }
}

int main(int count, char **arguments) {
    elf_firmware_t firmware = {0};
    if (count != 4 || elf_read_firmware(arguments[1], &firmware) != 0) return 2;
    avr_t *avr = avr_make_mcu_by_name(arguments[2]);
    if (!avr) return 2;
    avr_init(avr);
    avr->frequency = HERTZ;
    avr_load_firmware(avr, &firmware);
    avr->sleep = pass;
    uint32_t flags = 0;
    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags); /* prints nothing, sleeps never */
    run(avr, HERTZ);
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    const avr_cycle_count_t before = avr->cycle;
    run(avr, (avr_cycle_count_t)(atof(arguments[3]) * HERTZ));
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%llu %.6f\n", (unsigned long long)(avr->cycle - before),
           (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9);
    return 0;
}
