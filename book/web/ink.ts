/** Ink on a grid of pixels, each of 4 x 4 dots: a pixel's level is how many of its dots have ink, 0 to 16. */

/** Dots along a side of a pixel, as the scans had them that scikit-learn's digits were counted from. */
const DOTS = 4;
export const FULL = DOTS * DOTS;
/** Half of a pen's width, in pixels: digits drawn by it have as much ink as those scans. */
const RADIUS = 0.7;

/** A place on the grid in pixels, from its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export class Ink {
  readonly width: number;
  readonly height: number;
  #dots: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#dots = new Uint8Array(width * height * FULL);
  }

  /** Levels by rows. */
  get levels(): number[] {
    return Array.from({ length: this.width * this.height }, (_, pixel) => this.level(pixel));
  }

  level(pixel: number): number {
    return this.#dotsOf(pixel).reduce((sum, dot) => sum + this.#dots[dot], 0);
  }

  clear(): void {
    this.#dots.fill(0);
  }

  fill(pixel: number, on: boolean): void {
    for (const dot of this.#dotsOf(pixel)) this.#dots[dot] = Number(on);
  }

  /** A round pen moves straight from one place to another. */
  stroke(from: Place, to: Place): void {
    for (let row = 0; row < this.height * DOTS; row++) {
      for (let column = 0; column < this.width * DOTS; column++) {
        const dot = { x: (column + 0.5) / DOTS, y: (row + 0.5) / DOTS };
        if (distance(dot, from, to) <= RADIUS) this.#dots[row * this.width * DOTS + column] = 1;
      }
    }
  }

  #dotsOf(pixel: number): number[] {
    const [row, column] = [Math.floor(pixel / this.width) * DOTS, (pixel % this.width) * DOTS];
    return Array.from({ length: FULL }, (_, dot) => (row + Math.floor(dot / DOTS)) * this.width * DOTS + column + (dot % DOTS));
  }
}

/** From a place to the straight line between two others. */
function distance({ x, y }: Place, from: Place, to: Place): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(Math.max(((x - from.x) * dx + (y - from.y) * dy) / length, 0), 1);
  return Math.hypot(x - from.x - share * dx, y - from.y - share * dy);
}
