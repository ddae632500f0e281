/* Code and data above 64 KB and 128 KB of an ATmega2560's flash, behind 160 KB of filling: each piece of work is a pulse on PB0, then
 * its result is printed. PB1 pulses in an interrupt that comes while the far code runs. */
#include "serial.h"
#include <avr/interrupt.h>
#include <avr/pgmspace.h>
#include <avr/sleep.h>

#define FILLING 32766 /* code behind it must lie at an even address */
#define LAST (FILLING - 1)
#define FAR_DATA __attribute__((section(".fini7"), used))
#define FAR_CODE __attribute__((section(".fini2"), noinline, used))

static const uint8_t first[FILLING] FAR_DATA = {[0] = 11, [LAST] = 12};
static const uint8_t second[FILLING] FAR_DATA = {[0] = 21, [LAST] = 22};
static const uint8_t third[FILLING] FAR_DATA = {[0] = 31, [LAST] = 32};
static const uint8_t fourth[FILLING] FAR_DATA = {[0] = 41, [LAST] = 42};
static const uint8_t fifth[FILLING] FAR_DATA = {[0] = 51, [1] = 1, [LAST] = 52};

static volatile int result;

FAR_CODE static int far_helper(int x) { return x * 3; }
FAR_CODE static void call_far(void) { result = far_helper(result) + 1; }
FAR_CODE static void be_interrupted(void) {
  OCR0A = 100;
  TCNT0 = 0;
  TIFR0 = _BV(OCF0A);
  TIMSK0 = _BV(OCIE0A);
  TCCR0B = _BV(CS00);
  sei();
  __asm__ volatile(".rept 200\n nop\n .endr");
  cli();
  result = 7;
}

ISR(TIMER0_COMPA_vect) {
  TCCR0B = 0;
  PORTB |= _BV(1);
  PORTB &= ~_BV(1);
}

static void (*volatile pointer)(void) = call_far;
static void call_by_pointer(void) { pointer(); }

static uint32_t word_address_of_call_far(void) {
  uint32_t word;
  __asm__("ldi %A0, pm_lo8(call_far)\n ldi %B0, pm_hi8(call_far)\n ldi %C0, pm_hh8(call_far)\n clr %D0" : "=d"(word));
  return word;
}

/* EICALL through EIND itself, where the compiler goes through a jump in the first 128 KB. */
static void call_by_eind(void) {
  const uint32_t word = word_address_of_call_far();
  EIND = word >> 16;
  __asm__ volatile("eicall" : : "z"((uint16_t)word) : "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "memory");
  EIND = 0;
}

static void jump_by_eind(void) {
  const uint32_t word = word_address_of_call_far();
  EIND = word >> 16;
  __asm__ volatile("rcall 1f\n rjmp 2f\n1: eijmp\n2:" : : "z"((uint16_t)word)
                   : "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "memory");
  EIND = 0;
}

static void read_far_bytes(void) {
  result = pgm_read_byte_far(pgm_get_far_address(first) + LAST) + pgm_read_byte_far(pgm_get_far_address(second)) +
           pgm_read_byte_far(pgm_get_far_address(third) + LAST) + pgm_read_byte_far(pgm_get_far_address(fourth)) +
           100 * pgm_read_byte_far(pgm_get_far_address(fifth) + LAST);
}

static void read_far_word(void) { result = pgm_read_word_far(pgm_get_far_address(fifth)); }

/* ELPM r0, and ELPM with post-increment across the end of a 64 KB page. */
static void read_across_pages(void) {
  uint32_t sum = 0;
  __asm__ volatile("out %[rampz], %[page]\n elpm\n mov %A[sum], r0\n"
                   "elpm %B[sum], Z+\n elpm %C[sum], Z+\n in %D[sum], %[rampz]\n"
                   : [sum] "=&r"(sum), "+z"((uint16_t){0xffff})
                   : [page] "r"((uint8_t)1), [rampz] "I"(_SFR_IO_ADDR(RAMPZ)));
  const uint8_t end = pgm_read_byte_far(0x1ffffUL), begin = pgm_read_byte_far(0x20000UL);
  result = (sum & 0xff) == end && (sum >> 8 & 0xff) == end && (sum >> 16 & 0xff) == begin ? (int)(sum >> 24) : -1;
}

static void (*const work[])(void) = {
    call_far, call_by_pointer, call_by_eind, jump_by_eind, be_interrupted, read_far_bytes, read_far_word, read_across_pages,
};

int main(void) {
  DDRB = _BV(0) | _BV(1);
  serial_open();
  for (uint8_t i = 0; i < sizeof work / sizeof *work; i++) {
    PORTB |= _BV(0);
    work[i]();
    PORTB &= ~_BV(0);
    print_number(result);
    put('\n');
  }
  print_number(word_address_of_call_far() >> 16);
  put('\n');
  cli();
  sleep_mode();
}
