/** Value Change Dump files, and what is on a bus in them. */

import assert from 'node:assert/strict';

export interface Change {
  readonly nanos: number;
  readonly name: string;
  readonly level: string;
}

/** Reads a VCD file token by token, as the standard's grammar has it. */
export function readVcd(text: string): { names: string[]; initial: Record<string, string>; changes: Change[]; end: number } {
  const tokens = text.split(/\s+/).filter((token) => token !== '');
  const names = new Map<string, string>();
  const initial: Record<string, string> = {};
  const changes: Change[] = [];
  let nanos = 0;
  let dumping = false;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === '$dumpvars') dumping = true;
    else if (token === '$end' && dumping) dumping = false;
    else if (token.startsWith('$')) {
      const end = tokens.indexOf('$end', index);
      const [kind, width, identifier, name] = tokens.slice(index + 1, end);
      if (token === '$var') {
        assert.deepEqual([kind, width], ['wire', '1']);
        names.set(identifier, name);
      }
      if (token === '$timescale') assert.equal(kind, '1ns');
      index = end;
    } else if (token.startsWith('#')) {
      assert.ok(Number(token.slice(1)) >= nanos, 'time only goes on');
      nanos = Number(token.slice(1));
    } else {
      const name = names.get(token.slice(1))!;
      assert.match(token[0], /[01z]/);
      if (dumping) initial[name] = token[0];
      else changes.push({ nanos, name, level: token[0] });
    }
  }
  return { names: [...names.values()], initial, changes, end: nanos };
}

/** What an I2C transfer looks like to an analyzer (NXP UM10204, section 3.1): conditions, bytes and their acknowledgements. */
export function i2cEvents(changes: readonly Change[], sdaName: string, sclName: string): string[] {
  const events: string[] = [];
  let [sda, scl, owned] = [true, true, false];
  let bits: number[] = [];
  for (const { name, level } of changes) {
    const high = level === '1';
    if (name === sclName && high !== scl) {
      scl = high;
      if (scl && owned) bits.push(sda ? 1 : 0);
      if (scl && bits.length === 9) {
        const byte = bits.slice(0, 8).reduce((value, bit) => 2 * value + bit, 0);
        events.push(`0x${byte.toString(16)}`, bits[8] === 0 ? 'ack' : 'nack');
        bits = [];
      }
    } else if (name === sdaName && high !== sda) {
      sda = high;
      if (!scl) continue;
      assert.ok(bits.length <= 1, `a condition after ${bits.length} bits of a byte`); // the clock rises before each condition
      bits = [];
      events.push(sda ? 'stop' : owned ? 'repeated start' : 'start');
      owned = !sda;
    }
  }
  return events;
}
