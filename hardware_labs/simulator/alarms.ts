/** What parts want done at a moment of simulated time: a contact that bounces, a sensor that answers. */

export class Alarms {
  /** In order of time, and of asking where times are equal. */
  private readonly waiting: { readonly nanos: number; readonly act: () => void }[] = [];

  add(nanos: number, act: () => void): void {
    const later = this.waiting.findIndex((other) => other.nanos > nanos);
    this.waiting.splice(later < 0 ? this.waiting.length : later, 0, { nanos, act });
  }

  /** Infinity when nothing waits. */
  earliest(): number {
    return this.waiting[0]?.nanos ?? Infinity;
  }

  /** Takes the first that is due. */
  take(nanos: number): (() => void) | undefined {
    return this.earliest() <= nanos ? this.waiting.shift()!.act : undefined;
  }
}
