#include <string.h>

#include <stdint.h>

/* Words where both ends are aligned, because copies of arrays are what sketches spend time on. */
void *memcpy(void *to, const void *from, size_t size)
{
    uint8_t *target = to;
    const uint8_t *source = from;
    if ((((uintptr_t)target | (uintptr_t)source) & 3) == 0) {
        for (; size >= 4; size -= 4, target += 4, source += 4) {
            *(uint32_t *)(void *)target = *(const uint32_t *)(const void *)source;
        }
    }
    while (size--) *target++ = *source++;
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    uint8_t *target = to;
    const uint8_t *source = from;
    if (target <= source || target >= source + size) return memcpy(to, from, size);
    while (size--) target[size] = source[size];
    return to;
}

void *memset(void *to, int value, size_t size)
{
    for (uint8_t *target = to; size--;) *target++ = (uint8_t)value;
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    for (const uint8_t *x = a, *y = b; size--; x++, y++) {
        if (*x != *y) return *x - *y;
    }
    return 0;
}

void *memchr(const void *from, int value, size_t size)
{
    for (const uint8_t *source = from; size--; source++) {
        if (*source == (uint8_t)value) return (void *)source;
    }
    return NULL;
}

size_t strlen(const char *text)
{
    const char *end = text;
    while (*end) end++;
    return (size_t)(end - text);
}

int strcmp(const char *a, const char *b)
{
    for (; *a && *a == *b; a++) b++;
    return (uint8_t)*a - (uint8_t)*b;
}

int strncmp(const char *a, const char *b, size_t size)
{
    for (; size && *a && *a == *b; a++, size--) b++;
    return size ? (uint8_t)*a - (uint8_t)*b : 0;
}

char *strcpy(char *to, const char *from)
{
    memcpy(to, from, strlen(from) + 1);
    return to;
}

char *strncpy(char *to, const char *from, size_t size)
{
    size_t i = 0;
    for (; i < size && from[i]; i++) to[i] = from[i];
    for (; i < size; i++) to[i] = 0;
    return to;
}

char *strcat(char *to, const char *from)
{
    strcpy(to + strlen(to), from);
    return to;
}

char *strchr(const char *text, int character)
{
    for (;; text++) {
        if (*text == (char)character) return (char *)text;
        if (!*text) return NULL;
    }
}

char *strrchr(const char *text, int character)
{
    const char *found = NULL;
    for (;; text++) {
        if (*text == (char)character) found = text;
        if (!*text) return (char *)found;
    }
}

char *strstr(const char *text, const char *part)
{
    const size_t size = strlen(part);
    for (; *text; text++) {
        if (strncmp(text, part, size) == 0) return (char *)text;
    }
    return size ? NULL : (char *)text;
}
