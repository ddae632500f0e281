/* `program check < samples` writes each sample's output; `program N < samples` makes N inferences and writes nothing. */
#include "bench.h"
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **arguments)
{
    static int8_t x[BENCH_SAMPLES][BENCH_INPUT], y[BENCH_OUTPUT];
    const long inferences = count > 1 ? strtol(arguments[1], NULL, 10) : 0;
    const size_t samples = fread(x, BENCH_INPUT, BENCH_SAMPLES, stdin);
    if (samples == 0) return 1;
    prepare();
    for (long i = 0; i < inferences; i++) predict(x[(size_t)i % samples], y);
    for (size_t i = 0; inferences == 0 && i < samples; i++) {
        predict(x[i], y);
        fwrite(y, 1, BENCH_OUTPUT, stdout);
    }
    return 0;
}
