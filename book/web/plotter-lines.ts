/** The numbers of printed lines, as the Arduino IDE's plotter reads them. */

export interface PlotterLine {
  readonly seconds: number;
  readonly values: ReadonlyMap<string, number>;
}

/** Longer than this is no line for a plotter. */
const LONGEST_LINE = 1000;
const LINE_FEED = 10;

/**
 * Fields are separated by commas, spaces or tabs. A field `label:value` has a name, a bare number is called "value 1", "value 2" by
 * its place among the bare numbers; everything else is passed over.
 */
export function lineValues(line: string): Map<string, number> {
  const values = new Map<string, number>();
  let unnamed = 0;
  for (const field of line.replace(/:[ \t]+/g, ':').split(/[,\s]+/)) {
    const split = field.lastIndexOf(':');
    const text = field.slice(split + 1);
    const value = text === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) continue;
    values.set(split > 0 ? field.slice(0, split) : `value ${++unnamed}`, value);
  }
  return values;
}

/** Makes lines of bytes as they come. */
export class PlotterLines {
  #text = '';

  /** @param lineEnds Moments of the line feeds among the bytes, in nanoseconds. */
  read(bytes: readonly number[], lineEnds: readonly number[]): PlotterLine[] {
    const lines: PlotterLine[] = [];
    const ends = lineEnds.values();
    for (const byte of bytes) {
      if (byte !== LINE_FEED) {
        if (this.#text.length < LONGEST_LINE) this.#text += String.fromCharCode(byte);
        continue;
      }
      const values = lineValues(this.#text);
      this.#text = '';
      const seconds = ends.next().value! / 1e9;
      if (values.size > 0) lines.push({ seconds, values });
    }
    return lines;
  }

  clear(): void {
    this.#text = '';
  }
}
