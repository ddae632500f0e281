/** Every 16 bit encoding: the GNU disassembler names it, the GNU assembler gives the 32 bit instruction that it stands for. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { ILLEGAL, expand } from '../../hardware_labs/simulator/engines/riscv/compressed.ts';
import { machine, riscvTool } from './riscv-fixtures.ts';
import { writeSource } from './toolchain.ts';

/** Reserved for hints, without effect; the disassembler has no name for them that the assembler would take at full length. */
const NO_OPERATION = 'nop';
/** Reserved by the manual although the disassembler reads it: c.addi16sp with 0. */
const RESERVED = 0x6101;

/** What the disassembler makes of each encoding: its text at full length, or undefined where it knows none. */
function disassembled(halves: readonly number[]): (string | undefined)[] {
  const source = writeSource(`.option norelax\n${halves.map((half) => `.insn 2, ${half}`).join('\n')}\n`, '.s');
  const object = source.replace(/s$/, 'o');
  riscvTool('as', ['-march=rv32imc', '-mabi=ilp32', '-o', object, source]);
  const lines = riscvTool('objdump', ['-d', '-M', 'numeric', object]).matchAll(/^ *([0-9a-f]+):\t([0-9a-f]{4}) +\t(.+)$/gm);
  return Array.from(lines, ([, address, , text]) => fullLength(text, Number.parseInt(address, 16)));
}

function fullLength(text: string, address: number): string | undefined {
  if (/^(\.2byte|unimp)/.test(text)) return undefined;
  const shift = /^(?:c\.)?(?:slli|srli|srai|sll|srl|sra)\t(x[0-9]+).*,0x([0-9a-f]+)$/.exec(text);
  if (shift && Number.parseInt(shift[2], 16) >= 32) return undefined; // the disassembler knows RV64's shifts, too
  if (shift?.[1] === 'x0' || /^c\.(nop|slli64|srli64|srai64|add\tx0,)/.test(text)) return NO_OPERATION;
  const [code] = text.replace(/^c\./, '').split(' <');
  const jump = /^(j|jal|beqz|bnez)\t(.*?)([0-9a-f]+)$/.exec(code);
  if (!jump) return code;
  return `${jump[1]} ${jump[2]}.+${Number.parseInt(jump[3], 16) - address}`.replace('+-', '-');
}

function assembledAtFullLength(texts: readonly string[]): Uint32Array {
  const source = writeSource(`.option norvc\n.option norelax\n${texts.join('\n')}\n`, '.s');
  const object = source.replace(/s$/, 'o');
  riscvTool('as', ['-march=rv32imc', '-mabi=ilp32', '-o', object, source]);
  riscvTool('objcopy', ['-O', 'binary', '-j', '.text', object, `${object}.bin`]);
  return new Uint32Array(new Uint8Array(readFileSync(`${object}.bin`)).buffer);
}

/** `add rd, x0, rs2` and shifts by 0 as the assembler writes them, and all that only writes x0 as a nop. */
function canonical(word: number): number {
  const rd = (word >>> 7) & 31;
  const writesRegister = [0x13, 0x33, 0x37].includes(word & 0x7f);
  if (writesRegister && rd === 0) return 0x13;
  if ((word & 0xfe0ff07f) >>> 0 === 0x33) return (((word >>> 20) & 31) << 15) | (rd << 7) | 0x13;
  const shiftsByZero = (word & 0x3ff0007f & ~0x40000000) === 0x13 && [1, 5].includes((word >>> 12) & 7);
  return shiftsByZero && rd === ((word >>> 15) & 31) ? 0x13 : word;
}

test('all 49,152 encodings stand for the instruction that the assembler gives, or are illegal', () => {
  const halves = Array.from({ length: 0x10000 }, (_, half) => half).filter((half) => (half & 3) !== 3);
  const texts = disassembled(halves);
  assert.equal(texts.length, halves.length);
  const legal = halves.flatMap((half, n) => (texts[n] === undefined || half === RESERVED ? [] : [{ half, text: texts[n] }]));
  const words = assembledAtFullLength(legal.map(({ text }) => text));
  assert.equal(words.length, legal.length);
  const wanted = new Map(legal.map(({ half, text }, n) => [half, { word: words[n], text }]));
  for (const half of halves) {
    const where = `0x${half.toString(16)} (${wanted.get(half)?.text ?? 'illegal'})`;
    const expanded = expand(half);
    const word = wanted.get(half)?.word;
    const expected = word === undefined ? ILLEGAL : canonical(word | 0);
    assert.equal(canonical(expanded).toString(16), expected.toString(16), where);
  }
});

test('a compressed jump and link returns two bytes further on', () => {
  const { bus, core } = machine();
  bus.store(core.pc, 0x2011, 2); // c.jal .+4
  core.run(1);
  assert.equal(core.pc, 0x40380004);
  assert.equal(core.registers[1], 0x40380002);
});
