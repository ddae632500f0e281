/* Integer work whose checksums must come out the same on the host and on the simulated chip. */
#include <stdint.h>

#ifdef __riscv
static void put(char c) { *(volatile uint32_t *)0x60000000 = (uint8_t)c; }
#elif defined __xtensa__
void put(char c);
#else
#include <stdio.h>
static void put(char c) { putchar(c); }
#endif

static uint32_t state = 2463534242u;

static uint32_t random32(void) {
  state ^= state << 13;
  state ^= state >> 17;
  return state ^= state << 5;
}

static void report(const char *name, uint64_t value) {
  while (*name) put(*name++);
  put(' ');
  for (int shift = 60; shift >= 0; shift -= 4) put("0123456789abcdef"[(value >> shift) & 15]);
  put('\n');
}

static uint32_t crc32(const uint8_t *bytes, unsigned count) {
  uint32_t crc = ~0u;
  while (count--) {
    crc ^= *bytes++;
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
  }
  return ~crc;
}

static void quicksort(int32_t *low, int32_t *high) {
  if (low >= high) return;
  int32_t pivot = low[(high - low) / 2], *left = low, *right = high;
  while (left <= right) {
    while (*left < pivot) left++;
    while (*right > pivot) right--;
    if (left <= right) {
      int32_t swapped = *left;
      *left++ = *right;
      *right-- = swapped;
    }
  }
  quicksort(low, right);
  quicksort(left, high);
}

static int32_t numbers[1000];
static int8_t a[24][24], b[24][24];
static int16_t halves[64];

static uint64_t sorting(void) {
  for (int i = 0; i < 1000; i++) numbers[i] = (int32_t)random32();
  quicksort(numbers, numbers + 999);
  for (int i = 1; i < 1000; i++)
    if (numbers[i - 1] > numbers[i]) return 0;
  return crc32((const uint8_t *)numbers, sizeof numbers);
}

static uint64_t matrices(void) {
  uint64_t sum = 0;
  for (int i = 0; i < 24; i++)
    for (int j = 0; j < 24; j++) a[i][j] = (int8_t)random32(), b[i][j] = (int8_t)(random32() >> 9);
  for (int i = 0; i < 24; i++)
    for (int j = 0; j < 24; j++) {
      int32_t product = 0;
      for (int k = 0; k < 24; k++) product += a[i][k] * b[k][j];
      sum = sum * 31 + (uint32_t)product;
    }
  return sum;
}

static uint64_t wide(void) {
  uint64_t sum = 1;
  for (int i = 0; i < 400; i++) {
    uint64_t u = (uint64_t)random32() << 32 | random32(), v = (uint64_t)random32() >> (i % 32) | 1;
    int64_t s = (int64_t)u, t = (int64_t)(v << (i % 13));
    sum += u / v + u % v + (uint64_t)(s / t) + (uint64_t)(s % t) + u * sum;
    sum ^= (u << (i % 64)) ^ (u >> (i % 61)) ^ (uint64_t)(s >> (i % 59));
  }
  return sum;
}

static uint64_t narrow(void) {
  uint32_t sum = 0;
  for (int i = 0; i < 2000; i++) {
    halves[i & 63] += (int16_t)random32();
    int32_t x = halves[(i * 7) & 63], y = (int32_t)random32() | 1;
    sum += (uint32_t)(y / (x | 1)) + (uint32_t)(y % (x | 1)) + (uint32_t)y / (uint16_t)(x | 1);
    sum ^= (uint32_t)(((int64_t)x * y) >> 16) + (uint32_t)(((uint64_t)(uint32_t)x * (uint32_t)y) >> 32);
  }
  return sum;
}

int main(void) {
  report("sorting", sorting());
  report("matrices", matrices());
  report("wide", wide());
  report("narrow", narrow());
  return 0;
}
