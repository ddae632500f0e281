import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadIntelHex } from '../../hardware_labs/simulator/intel-hex.ts';
import { firmware } from './fixtures.ts';

const END = ':00000001FF\n';

test('data lands at its address and the rest reads as erased flash', () => {
  const memory = loadIntelHex(`:0400100001020304E2\r\n${END}`, 64);
  assert.deepEqual([...memory.subarray(14, 22)], [255, 255, 1, 2, 3, 4, 255, 255]);
  assert.equal(memory.length, 64);
});

test('segment and linear address records shift what follows', () => {
  assert.equal(loadIntelHex(`:020000020001FB\n:0100000007F8\n${END}`, 64)[16], 7);
  assert.equal(loadIntelHex(`:020000040001F9\n:0100000007F8\n${END}`, 0x20000)[0x10000], 7);
});

test('an image from the real compiler loads', () => {
  const memory = loadIntelHex(firmware('station'), 32 * 1024);
  assert.equal(memory[1] & 0xfe, 0x94, 'the reset vector holds a JMP');
});

const mistakes: [what: string, text: string, message: RegExp][] = [
  ['a wrong checksum', `:0400100001020304E3\n${END}`, /line 1 has a wrong checksum/],
  ['a wrong length', `:0500100001020304E2\n${END}`, /line 1 announces 5 data bytes and holds 4/],
  ['text that is not hex', `hello\n${END}`, /line 1 is not ":" followed by pairs/],
  ['an ELF file', '\x7fELF\x01\x01', /line 1 is not ":"/],
  ['an unknown record', ':00000009F7\n', /line 1 has the unknown record type 9/],
  ['a file that is cut off', ':0400100001020304E2\n', /the file is cut off/],
  ['an empty file', '', /the file is cut off/],
  ['no data', END, /holds no data/],
  ['data beyond the flash', `:0400100001020304E2\n${END}`, /does not fit: line 1 ends at byte 20 and the flash has 16 bytes/],
];
for (const [what, text, message] of mistakes) {
  test(`${what} is refused in one sentence that names the place`, () => {
    assert.throws(() => loadIntelHex(text, what === 'data beyond the flash' ? 16 : 64), { name: 'UserError', message });
  });
}
