/** Reads a number as people type it: a comma or a point before the decimals, spaces between the thousands. */
export function parseNumber(typed: string): number | undefined {
  const text = typed.replace(/[\s\u00a0']/g, '').replace('−', '-').replace(',', '.');
  const value = Number(text);
  return text === '' || !Number.isFinite(value) ? undefined : value;
}

export interface Question {
  /** The answer as the page prints it. */
  shown: string;
  /** Decimals of the answer, if the page's author fixed them. */
  digits: number | undefined;
  tolerance: number;
  unit: string;
}

/** Compares a committed prediction with the answer, in one sentence. */
export function compare(said: number, question: Question): string {
  const unit = question.unit ? `\u00a0${question.unit}` : '';
  const off = Math.abs(said - Number(question.shown));
  const verdict =
    off === 0 ? 'exactly right' : `off by ${shortest(off, question)}${unit}${off <= question.tolerance ? ', close enough' : ''}`;
  return `You said ${said}${unit}, it is ${question.shown}${unit}: ${verdict}.`;
}

function shortest(value: number, { digits }: Question): string {
  return digits === undefined ? String(Number(value.toPrecision(4))) : value.toFixed(Math.max(digits, 0));
}

/** Compares a committed choice with the right one, in one sentence. */
export function compareChoices(said: string, right: string): string {
  return said === right ? `You said “${said}”, and so it is.` : `You said “${said}”, it is “${right}”.`;
}
