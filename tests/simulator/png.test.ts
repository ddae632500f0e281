import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grayPng } from '../../hardware_labs/simulator/png.ts';
import { readPng } from './png.ts';

// 400 by 300 pixels need more than one stored block
for (const [width, height] of [[1, 1], [128, 64], [400, 300]]) {
  test(`a picture of ${width} by ${height} pixels is read back`, () => {
    const pixels = Uint8Array.from({ length: width * height }, (_, index) => (index * 7919) % 256);
    assert.deepEqual(readPng(grayPng(width, height, pixels)), { width, height, pixels });
  });
}
