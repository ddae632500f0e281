/** Finds the code that runs often, by looking now and then at where the interpreter is. Counts instructions, never time. */

/** A look for each 768 interpreted instructions; seen 8 times, code has taken about as long as its translation will take. */
const SHORTEST_INTERVAL = 512;
const HOT = 8;
const MOST_PLACES = 4096;

export class HotSpots {
  private readonly shortestInterval: number;
  private readonly hot: number;
  private readonly seen = new Map<number, number>();
  private state = 1;

  /** @param shortestInterval Instructions between two looks, a power of two. @param hot Looks that make code worth translating. */
  constructor(shortestInterval = SHORTEST_INTERVAL, hot = HOT) {
    this.shortestInterval = shortestInterval;
    this.hot = hot;
  }

  /** Instructions until the next look; differs from time to time, so that no loop's length hides part of the loop. */
  interval(): number {
    this.state ^= this.state << 13; // xorshift32
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.shortestInterval + (this.state & (this.shortestInterval - 1));
  }

  /** Returns whether code that begins at this address has now been seen often enough. */
  see(address: number): boolean {
    const times = (this.seen.get(address) ?? 0) + 1;
    if (this.seen.size === MOST_PLACES) this.seen.clear();
    this.seen.set(address, times);
    return times === this.hot;
  }

  forget(address: number): void {
    this.seen.delete(address);
  }
}
