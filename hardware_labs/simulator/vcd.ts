/** Value Change Dump, the text format of recorded logic levels (IEEE 1364-2005, clause 18). */

/** Level of a channel: low, high, or held by nothing. */
export type Level = '0' | '1' | 'z';

export interface Recording {
  readonly channels: readonly string[];
  /** Levels of all channels, one character each, from this moment on; in order of time. */
  readonly states: readonly { readonly nanos: number; readonly levels: string }[];
  /** Level changes in `states`. */
  readonly sampleCount: number;
}

/** Identifiers of variables are printable characters from "!" on. */
const FIRST_IDENTIFIER = '!'.charCodeAt(0);

/** @param end Moment at which the recording ends, in nanoseconds. */
export function formatVcd({ channels, states }: Recording, end: number): string {
  const lines = ['$version AI from scratch $end', '$timescale 1ns $end', '$scope module logic $end'];
  for (const [index, name] of channels.entries()) lines.push(`$var wire 1 ${identifier(index)} ${name} $end`);
  lines.push('$upscope $end', '$enddefinitions $end');
  let shown = '';
  let time = -1;
  const moveTo = (nanos: number): void => {
    const whole = Math.round(nanos);
    if (whole > time) lines.push(`#${whole}`);
    time = Math.max(time, whole);
  };
  for (const { nanos, levels } of states) {
    moveTo(nanos);
    if (shown === '') lines.push('$dumpvars');
    for (let index = 0; index < levels.length; index++) {
      if (levels[index] !== shown[index]) lines.push(`${levels[index]}${identifier(index)}`);
    }
    if (shown === '') lines.push('$end');
    shown = levels;
  }
  moveTo(end);
  return `${lines.join('\n')}\n`;
}

function identifier(index: number): string {
  return String.fromCharCode(FIRST_IDENTIFIER + index);
}
