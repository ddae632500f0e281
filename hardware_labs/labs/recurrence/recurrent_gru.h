/* One step of a gated recurrent unit: z = sigmoid(...), r = sigmoid(...), n = tanh(...), h = z h + (1 - z) n.
 *
 * The state that z carries on is int16 in units of 1/32768; h, which the sums read, is its upper byte, rounded. */
#ifndef RECURRENT_GRU_H
#define RECURRENT_GRU_H

#include "recurrent.h"

/* z * state + (1 - z) * n, to nearest, halves upwards. */
static inline void gru_update(int8_t *state, int16_t z, int16_t n)
{
    const int32_t kept = (int32_t)z * wide_read(state);
    const int32_t fresh = (int32_t)(int16_t)(INT16_MAX - z) * n + n; /* 1 is 32768 */
    wide_write(state, upper(kept + fresh));
}

static inline void gru_narrow(const int8_t *state, uint16_t units, int8_t *h)
{
    for (; units > 0; units--, state += 2) *h++ = narrow(wide_read(state));
}

/* n = tanh(Wn x + bn + r (Un h + cn)), Keras's reset_after=True. Memory: h, inputs, state. */
RECURRENT_FUNCTION void gru_step(
    const struct recurrent *address, far_flash weights, const int8_t *x, int8_t *memory)
{
    LOAD_STRUCT(recurrent, layer, address);
    struct gates next = {weights, layer.bias, layer.step};
    const uint16_t units = layer.units, terms = units + layer.inputs;
    int8_t *state = memory + terms;
    copy(x, layer.inputs, memory + units);
    for (uint16_t left = units; left > 0;) {
        const uint8_t count = left > UNITS_AT_ONCE ? UNITS_AT_ONCE : (uint8_t)left;
        int16_t z[UNITS_AT_ONCE], r[UNITS_AT_ONCE], of_x[UNITS_AT_ONCE], of_h[UNITS_AT_ONCE];
        gate_sums(&next, memory, terms, count, z);
        gate_sums(&next, memory, terms, count, r);
        gate_sums(&next, memory + units, layer.inputs, count, of_x);
        gate_sums(&next, memory, units, count, of_h);
        for (uint8_t i = 0; i < count; i++, state += 2) {
            const int16_t reset = gated(sigmoid_of(layer.tanh, r[i]), of_h[i]);
            const int16_t sum = saturate((int32_t)of_x[i] + reset);
            gru_update(state, sigmoid_of(layer.tanh, z[i]), tanh_of(layer.tanh, sum));
        }
        left -= count;
    }
    gru_narrow(memory + terms, units, memory);
}

/* n = tanh(Wn x + Un (r h) + bn), Keras's reset_after=False. Memory: h, inputs, r h, state. */
RECURRENT_FUNCTION void gru_before_step(
    const struct recurrent *address, far_flash weights, const int8_t *x, int8_t *memory)
{
    LOAD_STRUCT(recurrent, layer, address);
    struct gates next = {weights, layer.bias, layer.step};
    const uint16_t units = layer.units, terms = units + layer.inputs;
    int8_t *reset = memory + terms, *state = reset + units;
    int16_t q[UNITS_AT_ONCE], z[UNITS_AT_ONCE];
    copy(x, layer.inputs, memory + units);
    for (uint16_t left = units; left > 0;) {
        const uint8_t count = left > UNITS_AT_ONCE ? UNITS_AT_ONCE : (uint8_t)left;
        gate_sums(&next, memory, terms, count, q);
        for (uint8_t i = 0; i < count; i++, state += 2) {
            *reset++ = narrow(gated(sigmoid_of(layer.tanh, q[i]), wide_read(state)));
        }
        left -= count;
    }
    state = reset;
    for (uint16_t left = units; left > 0;) {
        const uint8_t count = left > UNITS_AT_ONCE ? UNITS_AT_ONCE : (uint8_t)left;
        gate_sums(&next, memory, terms, count, z);
        gate_sums(&next, memory + units, terms, count, q);
        for (uint8_t i = 0; i < count; i++, state += 2) {
            gru_update(state, sigmoid_of(layer.tanh, z[i]), tanh_of(layer.tanh, q[i]));
        }
        left -= count;
    }
    gru_narrow(reset, units, memory);
}

#endif
