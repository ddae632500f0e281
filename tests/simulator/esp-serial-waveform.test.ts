/** The transmit line of the ESP chips' UART0 on a logic analyzer, at 115200 baud. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EspBoard } from './esp-board.ts';
import { esp32 } from './esp32-fixtures.ts';
import { MILLISECOND, c3 } from './esp32c3-fixtures.ts';
import type { Connection } from './fixtures.ts';
import { frame, frames } from './serial-frames.ts';
import { readVcd } from './read-vcd.ts';

const BIT = 1e9 / 115_200;
const ANALYZER = { type: 'wokwi-logic-analyzer', id: 'logic' };
const makers: Readonly<Record<string, (parts: object[], wires: Connection[]) => EspBoard>> = {
  'esp32-c3': (parts, wires) => c3('wire', parts, wires),
  esp32: (parts, wires) => esp32('wire', parts, wires),
};

for (const [name, make] of Object.entries(makers)) {
  test(`${name}: pin TX idles high and carries each byte with its start and stop bit; nothing is later for it`, () => {
    const [alone, watched] = [make([], []), make([ANALYZER], [['logic:D0', 'esp:TX']])];
    for (const { simulation } of [alone, watched]) simulation.run(20 * MILLISECOND);
    assert.ok(alone.text().length > 0);
    assert.equal(watched.text(), alone.text());
    assert.deepEqual(watched.times, alone.times);
    assert.equal(watched.simulation.instructions, alone.simulation.instructions);
    const { changes, initial } = readVcd(watched.simulation.readVcd().vcd);
    assert.equal(initial.D0, '1');
    assert.deepEqual(frames(changes, 'D0', BIT, 9), [...alone.text()].map((letter) => frame(letter.charCodeAt(0), '1')));
  });
}
