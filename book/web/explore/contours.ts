/** Heights on a grid: row by row upwards, each from left to right. */
export interface Grid {
  x: number[];
  y: number[];
  heights: number[][];
}

type Point = [number, number];

/** Returns the pieces of the line on which a surface has this height: where it crosses each square of the grid. */
export function contour({ x, y, heights }: Grid, level: number): [Point, Point][] {
  const pieces: [Point, Point][] = [];
  for (let row = 0; row + 1 < y.length; row++) {
    for (let column = 0; column + 1 < x.length; column++) {
      const corners: [Point, number][] = [
        [[x[column], y[row]], heights[row][column]],
        [[x[column + 1], y[row]], heights[row][column + 1]],
        [[x[column + 1], y[row + 1]], heights[row + 1][column + 1]],
        [[x[column], y[row + 1]], heights[row + 1][column]],
      ];
      const crossings: Point[] = [];
      corners.forEach(([from, low], index) => {
        const [to, high] = corners[(index + 1) % 4];
        if (low < level === high < level) return;
        const share = (level - low) / (high - low);
        crossings.push([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
      });
      for (let index = 0; index + 1 < crossings.length; index += 2) {
        pieces.push([crossings[index], crossings[index + 1]]);
      }
    }
  }
  return pieces;
}

/** Levels that lie evenly on a bowl: their distances grow as the square of the way from the lowest place. */
export function levels(heights: number[][], count: number): number[] {
  const all = heights.flat().filter(Number.isFinite);
  const low = all.reduce((least, height) => Math.min(least, height), Infinity);
  const high = all.reduce((most, height) => Math.max(most, height), -Infinity);
  return Array.from({ length: count }, (_, index) => low + (high - low) * ((index + 1) / (count + 1)) ** 2);
}

/** So many numbers from one to another. */
export function spread(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1));
}
