/*
 * An Arduino at a serial port: its real bootloader in simavr, behind a pseudo-terminal.
 *
 *   board_at_port MCU BOOTLOADER.hex FLASH.bin [MILLIVOLTS]
 *
 * Prints the terminal's name. When somebody opens the terminal the board is reset, as DTR does it through the capacitor of
 * an Arduino (a pseudo-terminal has no DTR of its own). Bytes are only understood at the baud rate that the firmware has
 * set. Every analogue input has MILLIVOLTS. Simulated time passes as real time does. When standard input ends, what is in
 * flash is written to FLASH.bin.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <simavr/avr_adc.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_hex.h>

#define HERTZ 16000000
#define SLICE_MICROSECONDS 500
#define SUPPLY_MILLIVOLTS 5000
/* ATmega328P and ATmega2560 datasheets, register summaries */
#define MCUSR 0x54
#define EXTRF 0x02
#define UCSR0A 0xC0
#define U2X0 0x02
#define UBRR0L 0xC4
#define UBRR0H 0xC5
/* a receiver samples the middle of the tenth bit: both ends may differ by half a bit in ten */
#define BAUD_TOLERANCE 0.05
#define GARBLED 0x5A

static avr_t *avr;
static int terminal;
static avr_irq_t *serial_in;
static int can_take = 1;
static unsigned char waiting[4096];
static size_t waiting_from, waiting_to;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static double port_baud(void) {
    static const struct { speed_t speed; int baud; } known[] = {
        {B9600, 9600}, {B19200, 19200}, {B38400, 38400}, {B57600, 57600}, {B115200, 115200}};
    struct termios settings;
    if (tcgetattr(terminal, &settings) != 0) return 0;
    for (size_t n = 0; n < sizeof known / sizeof *known; n++)
        if (cfgetospeed(&settings) == known[n].speed) return known[n].baud;
    return 0;
}

static unsigned char over_the_wire(unsigned char byte) {
    int divisor = avr->data[UBRR0L] + 256 * (avr->data[UBRR0H] & 0x0F) + 1;
    double board = (double)HERTZ / (avr->data[UCSR0A] & U2X0 ? 8 : 16) / divisor;
    double difference = port_baud() / board - 1;
    return difference < -BAUD_TOLERANCE || difference > BAUD_TOLERANCE ? byte ^ GARBLED : byte;
}

static void board_sends(avr_irq_t *irq, uint32_t value, void *param) {
    unsigned char byte = over_the_wire(value);
    (void)irq, (void)param;
    (void)!write(terminal, &byte, 1); /* where nobody reads, it is lost, as on a wire */
}

static void pass_on(void) {
    while (can_take && waiting_from < waiting_to) avr_raise_irq(serial_in, waiting[waiting_from++]);
}

static void board_is_ready(avr_irq_t *irq, uint32_t value, void *param) {
    (void)irq, (void)value, (void)param;
    can_take = 1;
    pass_on();
}

static void board_is_full(avr_irq_t *irq, uint32_t value, void *param) {
    (void)irq, (void)value, (void)param;
    can_take = 0;
}

static void load_bootloader(const char *path) {
    ihex_chunk_p chunks = NULL;
    int count = read_ihex_chunks(path, &chunks);
    if (count <= 0) fail(path);
    memset(avr->flash, 0xFF, avr->flashend + 1);
    for (int n = 0; n < count; n++) memcpy(avr->flash + chunks[n].baseaddr, chunks[n].data, chunks[n].size);
    avr->reset_pc = chunks[0].baseaddr; /* fuse BOOTRST */
    avr->codeend = avr->flashend;
}

static void reset_by_pin(void) {
    avr_reset(avr);
    avr->data[MCUSR] = EXTRF;
    waiting_from = waiting_to = 0;
}

/* simavr would sleep on its own account; pacing is done in main */
static void sleep_not(avr_t *sleeping, avr_cycle_count_t cycles) {
    (void)sleeping, (void)cycles;
}

int main(int argc, char **argv) {
    if (argc < 4) return fprintf(stderr, "usage: board_at_port MCU BOOTLOADER.hex FLASH.bin [MILLIVOLTS]\n"), 2;
    avr = avr_make_mcu_by_name(argv[1]);
    if (!avr) return 2;
    avr_init(avr);
    avr->frequency = HERTZ;
    avr->vcc = avr->avcc = avr->aref = SUPPLY_MILLIVOLTS;
    avr->sleep = sleep_not;
    avr->log = LOG_ERROR;
    load_bootloader(argv[2]);

    uint32_t flags = 0;
    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    serial_in = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), board_sends, NULL);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON), board_is_ready, NULL);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF), board_is_full, NULL);

    terminal = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0) fail("pseudo-terminal");
    struct termios raw;
    tcgetattr(terminal, &raw);
    cfmakeraw(&raw);
    tcsetattr(terminal, TCSANOW, &raw);
    /* only after a first opening does the terminal tell whether it is open */
    close(open(ptsname(terminal), O_RDWR | O_NOCTTY));
    printf("%s\n", ptsname(terminal));
    fflush(stdout);

    reset_by_pin();
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    int was_open = 0;
    for (;;) {
        struct pollfd ends[2] = {{terminal, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
        poll(ends, 2, 0);
        if (ends[1].revents & (POLLIN | POLLHUP)) break;
        int is_open = !(ends[0].revents & POLLHUP);
        if (is_open && !was_open) {
            reset_by_pin();
            for (int channel = 0; argc > 4 && channel < 8; channel++)
                avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, channel), atoi(argv[4]));
        }
        was_open = is_open;
        if (waiting_from == waiting_to) {
            ssize_t count = is_open ? read(terminal, waiting, sizeof waiting) : 0;
            waiting_from = 0;
            waiting_to = count > 0 ? count : 0;
            for (size_t n = 0; n < waiting_to; n++) waiting[n] = over_the_wire(waiting[n]);
        }
        pass_on();
        avr_cycle_count_t end = avr->cycle + (avr_cycle_count_t)HERTZ / 1000000 * SLICE_MICROSECONDS;
        while (avr->cycle < end) {
            int state = avr_run(avr);
            if (state == cpu_Done || state == cpu_Crashed) return fprintf(stderr, "the firmware has crashed\n"), 1;
        }
        next.tv_nsec += SLICE_MICROSECONDS * 1000;
        if (next.tv_nsec >= 1000000000) next.tv_sec++, next.tv_nsec -= 1000000000;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
    FILE *image = fopen(argv[3], "wb");
    if (!image || fwrite(avr->flash, 1, avr->flashend + 1, image) != avr->flashend + 1) fail(argv[3]);
    fclose(image);
    return 0;
}
