import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outlineOf } from '../../book/web/part-outlines.ts';
import { partDefinitions } from '../../hardware_labs/simulator/parts/index.ts';

for (const { type, pins } of partDefinitions.values()) {
  test(`a drawing of ${type} has its pins, within it and apart`, () => {
    const outline = outlineOf(type, pins);
    assert.deepEqual(outline.pins.map(({ name }) => name).sort(), [...pins].sort());
    for (const { name, x, y } of outline.pins) {
      assert.ok(x >= 0 && x <= outline.width && y >= 0 && y <= outline.height, name);
    }
    assert.equal(new Set(outline.pins.map(({ x, y }) => `${x},${y}`)).size, pins.length);
  });
}
