/** I2C by the two-wire interface's registers, with a part that counts (ATmega328P datasheet, section 21). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { I2cTarget } from '../../hardware_labs/simulator/i2c.ts';
import { benchOf } from './avr-bench.ts';

const BIT = 16 + 2 * 72; // TWBR, section 21.5.2

class Counter implements I2cTarget {
  readonly seen: string[] = [];
  private next = 5;

  start(read: boolean): void {
    this.seen.push(read ? 'start, read' : 'start, write');
  }

  write(byte: number): boolean {
    this.seen.push(`${byte}`);
    return byte !== 0xff;
  }

  read(): number {
    return this.next++;
  }

  stop(): void {
    this.seen.push('stop');
  }
}

for (const [mcu, pins] of [['atmega328p', 'PC4 PC5'], ['atmega2560', 'PD1 PD0']] as const) {
  test(`an ${mcu} writes to and reads from a part at its pins, with the status codes of the datasheet`, () => {
    const part = new Counter();
    const bench = benchOf('two-wire', mcu, new Map([[`${pins} 42`, part]])).run(20);
    assert.deepEqual(bench.text.split('\n'), [
      `${0x08} ${0x20} ${0xf8}`, // nobody at 0x43
      `${0x08} ${0x28} ${0x30} ${0x10} ${0x40} ${0x50} =5 ${0x50} =6 ${0x58} =7 ${0xf8}`,
      '',
    ]);
    assert.deepEqual(part.seen, ['start, write', '7', '255', 'start, read', 'stop']);
    const [byte] = bench.pulses('PB0');
    assert.ok(byte - 9 * BIT >= 0 && byte - 9 * BIT < 20, `${byte} cycles for nine bits`);
  });

  test(`an ${mcu} finds nobody where no part is wired`, () => {
    const bench = benchOf('two-wire', mcu).run(20);
    assert.match(bench.text, new RegExp(`\\n${0x08} ${0x30} ${0x30} ${0x10} ${0x48} `));
  });
}
