/* One step of Elman's cell: h = tanh(W x + U h + b). Memory: h, inputs, the next h. */
#ifndef RECURRENT_SIMPLE_RNN_H
#define RECURRENT_SIMPLE_RNN_H

#include "recurrent.h"

RECURRENT_FUNCTION void simple_rnn_step(
    const struct recurrent *address, far_flash weights, const int8_t *x, int8_t *memory)
{
    LOAD_STRUCT(recurrent, layer, address);
    struct gates next = {weights, layer.bias, layer.step};
    const uint16_t terms = layer.units + layer.inputs;
    int8_t *out = memory + terms;
    copy(x, layer.inputs, memory + layer.units);
    for (uint16_t left = layer.units; left > 0;) {
        const uint8_t count = left > UNITS_AT_ONCE ? UNITS_AT_ONCE : (uint8_t)left;
        int16_t sum[UNITS_AT_ONCE];
        gate_sums(&next, memory, terms, count, sum);
        for (uint8_t i = 0; i < count; i++) *out++ = narrow(tanh_of(layer.tanh, sum[i]));
        left -= count;
    }
    copy(memory + terms, layer.units, memory);
}

#endif
