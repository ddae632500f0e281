/* One step of long short-term memory: c = f c + i g, h = o tanh(c). Memory: h, inputs, the next h, c as int16. */
#ifndef RECURRENT_LSTM_H
#define RECURRENT_LSTM_H

#include "recurrent.h"

/* tanh of a cell state in units of 2^bits / 32768, bits from 4. */
static inline int16_t tanh_of_cell(const int16_t *table, int16_t c, uint8_t bits)
{
    return tanh_of(table, saturate((int32_t)c * (1 << (bits - 4))));
}

RECURRENT_FUNCTION void lstm_step(
    const struct recurrent *address, far_flash weights, const int8_t *x, int8_t *memory)
{
    LOAD_STRUCT(recurrent, layer, address);
    struct gates next = {weights, layer.bias, layer.step};
    const uint16_t units = layer.units, terms = units + layer.inputs;
    int8_t *out = memory + terms, *cell = out + units;
    copy(x, layer.inputs, memory + units);
    for (uint16_t left = units; left > 0;) {
        const uint8_t count = left > UNITS_AT_ONCE ? UNITS_AT_ONCE : (uint8_t)left;
        int16_t i[UNITS_AT_ONCE], f[UNITS_AT_ONCE], g[UNITS_AT_ONCE], o[UNITS_AT_ONCE];
        gate_sums(&next, memory, terms, count, i);
        gate_sums(&next, memory, terms, count, f);
        gate_sums(&next, memory, terms, count, g);
        gate_sums(&next, memory, terms, count, o);
        for (uint8_t unit = 0; unit < count; unit++, cell += 2) {
            const int32_t kept = (int32_t)sigmoid_of(layer.tanh, f[unit]) * wide_read(cell);
            const int32_t fresh = (int32_t)sigmoid_of(layer.tanh, i[unit]) * tanh_of(layer.tanh, g[unit]);
            const int16_t c = saturate((kept + (fresh >> layer.cell_bits) + 0x4000) >> 15);
            wide_write(cell, c);
            *out++ = narrow(gated(sigmoid_of(layer.tanh, o[unit]), tanh_of_cell(layer.tanh, c, layer.cell_bits)));
        }
        left -= count;
    }
    copy(memory + terms, units, memory);
}

#endif
