#include <stdlib.h>

#include <ctype.h>

int abs(int number) { return number < 0 ? -number : number; }
long labs(long number) { return number < 0 ? -number : number; }
long atol(const char *text) { return strtol(text, NULL, 10); }
int atoi(const char *text) { return (int)atol(text); }

static int digit(char character)
{
    if (isdigit(character)) return character - '0';
    if (isalpha(character)) return (character | 0x20) - 'a' + 10;
    return 36;
}

long strtol(const char *text, char **end, int base)
{
    const char *at = text;
    while (isspace(*at)) at++;
    const char sign = *at;
    if (sign == '-' || sign == '+') at++;
    const int hexadecimal = at[0] == '0' && (at[1] | 0x20) == 'x' && digit(at[2]) < 16;
    if ((base == 0 || base == 16) && hexadecimal) {
        at += 2;
        base = 16;
    }
    if (base == 0) base = *at == '0' ? 8 : 10;

    unsigned long value = 0;
    const char *first = at;
    for (; digit(*at) < base; at++) value = value * (unsigned long)base + (unsigned long)digit(*at);
    if (end) *end = (char *)(at == first ? text : at);
    return (long)(sign == '-' ? 0 - value : value);
}

void abort(void)
{
    __builtin_trap();
}
