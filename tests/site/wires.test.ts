import assert from 'node:assert/strict';
import { test } from 'node:test';
import { place, placePin, wirePath } from '../../book/web/wires.ts';
import type { PlacedPin } from '../../book/web/wires.ts';

const size = { width: 60, height: 10 };
const pin = (x: number, y: number): PlacedPin => ({ x, y, out: { x: 0, y: -1 } });

test('a part turns around its middle', () => {
  const part = { id: 'r', type: 'wokwi-resistor', left: 100, top: 200, rotate: 90 };
  const { x, y } = place(part, size, { x: 0, y: 5 });
  assert.deepEqual([Math.round(x), Math.round(y)], [130, 175]);
});

test('a wire leaves across the nearest edge, turned with the part', () => {
  const { out } = placePin({ id: 'r', type: 'wokwi-resistor', rotate: 90 }, size, { x: 0, y: 5 });
  assert.ok(Math.hypot(out.x, out.y + 1) < 1e-9);
});

test('a route is walked from both ends and closed with one corner', () => {
  assert.equal(wirePath(pin(0, 0), pin(50, 40), ['v-10', 'h20']), 'M0,0 L0,-10 L20,-10 L20,40 L50,40');
  assert.equal(wirePath(pin(0, 0), pin(50, 40), ['v10', '*', 'v-10']), 'M0,0 L0,10 L50,10 L50,30 L50,40');
});

test('a wire without a route starts and ends along its pins', () => {
  assert.equal(wirePath(pin(0, 0), pin(60, 0)), 'M0,0 C0,-20 60,-20 60,0');
});
