/* Work of all kinds between pulses on pin 8, one after the other, then sleep for good: what a compiler makes of multiplications,
 * divisions, floats, recursion, tables in flash, indirect calls, loops over memory, and one interrupt, which makes
 * a pulse on pin 9. */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/pgmspace.h>
#include <avr/sleep.h>

#define ROUNDS 8

static const int16_t table[] PROGMEM = {3, -14, 159, -2653, 5897, -9323, 84, -6264};
static volatile int16_t x = 1234, y = -567;
static volatile int32_t sum;
static volatile float ratio;
static volatile uint8_t memory[32];

static void multiply(void) { sum += (int32_t)x * y; }
static void divide(void) { sum = 100000 / (y + (int16_t)sum % 7); }
static void floats(void) { ratio = ratio * 1.5f + (float)x / (float)y; }

__attribute__((noinline)) static uint16_t fibonacci(uint8_t n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
static void recurse(void) { sum += fibonacci(7); }

static void look_up(void) {
  for (uint8_t i = 0; i < 8; i++) sum += (int16_t)pgm_read_word(&table[i]);
}

static void shuffle(void) {
  for (uint8_t i = 0; i < sizeof memory; i++) {
    memory[i] = (memory[(i + 7) % sizeof memory] << 1) ^ i;
    if (memory[i] & 4) memory[i] = ~memory[i];
  }
}

static void nothing(void) {}

/* Timer 0 calls once while the NOPs run. */
static void be_interrupted(void) {
  OCR0A = 100;
  TCNT0 = 0;
  TIFR0 = _BV(OCF0A);
  TIMSK0 = _BV(OCIE0A);
  TCCR0B = _BV(CS00);
  sei();
  __asm__ volatile(".rept 200\n nop\n .endr");
  cli();
}

ISR(TIMER0_COMPA_vect) {
  TCCR0B = 0;
  PORTB |= _BV(1);
  PORTB &= ~_BV(1);
}

/* tests/simulator/avr-simavr.test.ts knows the order. */
static void (*const work[])(void) = {nothing, multiply, divide, floats, recurse, look_up, shuffle, be_interrupted};

int main(void) {
  DDRB = _BV(0) | _BV(1);
  for (uint8_t round = 0; round < ROUNDS; round++) {
    x = x * 31 + round;
    for (uint8_t i = 0; i < sizeof work / sizeof *work; i++) {
      PORTB |= _BV(0);
      work[i]();
      PORTB &= ~_BV(0);
    }
  }
  cli();
  sleep_mode();
}
