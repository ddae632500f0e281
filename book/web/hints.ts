/** Offers the hints of a task one at a time: the next one when the reader has opened the one before. */
export function offerHintsInTurn(hints: readonly HTMLDetailsElement[]): void {
  for (const [at, hint] of hints.entries()) {
    hint.hidden = at > 0;
    hint.querySelector('summary')?.append(` of ${hints.length}`);
    hint.addEventListener('toggle', () => hints[at + 1]?.removeAttribute('hidden'), { once: true });
  }
}
