/** What a display shows, and its picture as a file. */

import { grayPng } from './png.ts';

export interface Screen {
  readonly width: number;
  readonly height: number;
  /** How bright a lit pixel is, from 0 to 1. */
  brightness(): number;
  /** Row by row from the top left, a byte a pixel: 0 dark, 255 lit. */
  pixels(): Uint8Array<ArrayBuffer>;
  /** Another number whenever the picture may have changed. */
  revision(): number;
}

/** Pixels as they are lit, whatever their brightness. */
export function screenPng(screen: Screen): Uint8Array {
  return grayPng(screen.width, screen.height, screen.pixels());
}
