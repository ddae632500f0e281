/** Numbers that look random and are the same in each run, so that a failure repeats. */

/** Unsigned 32 bit words. @param seed Not 0. */
export function randomWords(seed: number): () => number {
  let state = seed; // xorshift32
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
