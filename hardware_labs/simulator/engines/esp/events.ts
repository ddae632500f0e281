/** What peripherals want done at a clock cycle: a byte that has left, a timer that reaches its alarm. */

export interface ScheduledEvent {
  readonly cycle: number;
  readonly act: () => void;
  cancelled: boolean;
}

/** The chip's time as its peripherals see it. */
export interface ChipClock {
  /** Clock cycles since power-on. */
  readonly now: number;
  /** Has something done at the first instruction boundary at or after this cycle; fractions round up. */
  at(cycle: number, act: () => void): ScheduledEvent;
}

/** Length of the queue at which it is first rid of cancelled events. */
const FIRST_SWEEP = 64;

export class EventQueue {
  /** In order of time, and of asking where times are equal. */
  private waiting: ScheduledEvent[] = [];
  private sweepAt = FIRST_SWEEP;

  add(cycle: number, act: () => void): ScheduledEvent {
    if (this.waiting.length >= this.sweepAt) this.sweep();
    const event = { cycle: Math.ceil(cycle), act, cancelled: false };
    let place = this.waiting.length;
    while (place > 0 && this.waiting[place - 1].cycle > event.cycle) place--;
    this.waiting.splice(place, 0, event);
    return event;
  }

  /** Infinity when nothing waits. */
  earliest(): number {
    while (this.waiting.length > 0 && this.waiting[0].cancelled) this.waiting.shift();
    return this.waiting[0]?.cycle ?? Infinity;
  }

  /** Takes the first that is due. */
  take(now: number): (() => void) | undefined {
    return this.earliest() <= now ? this.waiting.shift()!.act : undefined;
  }

  clear(): void {
    this.waiting.length = 0;
  }

  /** A watchdog that is fed in a loop leaves many behind. */
  private sweep(): void {
    this.waiting = this.waiting.filter(({ cancelled }) => !cancelled);
    this.sweepAt = Math.max(FIRST_SWEEP, 2 * this.waiting.length);
  }
}
