/** How deep a stack has been: RAM is painted at power-on, when its content is undefined anyway, and the stack wipes the paint off. */

const PAINT = 0xc5;

export function paint(ram: Uint8Array): void {
  ram.fill(PAINT);
}

/**
 * Most bytes of stack so far, where the stack grows down from the end of `ram` and static data and heap lie at its start: what
 * is left of the paint between them is its longest run. A frame that was reserved and never written counts as free.
 */
export function stackPeak(ram: Uint8Array): number {
  let longest = 0;
  let end = 0;
  let run = 0;
  for (let index = 0; index < ram.length; index++) {
    run = ram[index] === PAINT ? run + 1 : 0;
    if (run > longest) {
      longest = run;
      end = index + 1;
    }
  }
  return ram.length - end;
}
