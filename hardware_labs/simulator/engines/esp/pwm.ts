/** Counters and comparators of a LED PWM controller, apart from their registers; edges come at their exact clock cycle. */

import type { ChipClock, ScheduledEvent } from './events.ts';

export interface Counting {
  /** Clock cycles of a count; a fractional divider dithers on the chip and has its average here. */
  readonly countCycles: number;
  /** Counts of a period. */
  readonly counts: number;
}

export interface Pulse {
  readonly timer: PwmTimer;
  readonly outputEnabled: boolean;
  /** Level while the output is off. */
  readonly idleHigh: boolean;
  /** Count at which the output goes high, and for how many counts. */
  readonly hpoint: number;
  readonly duty: number;
}

export class PwmTimer {
  readonly channels = new Set<PwmChannel>();
  private readonly clock: ChipClock;
  private readonly overflowed: () => void;
  private counting: Counting = { countCycles: 0, counts: 0 };
  /** Takes effect at the next overflow. */
  private next: Counting | undefined;
  /** Cycle at which the present period began; a fraction keeps the average exact. */
  private start = 0;
  private heldInReset = true;
  private paused = false;
  private pausedAt = 0;
  private overflow: ScheduledEvent | undefined;

  constructor(clock: ChipClock, overflowed: () => void) {
    this.clock = clock;
    this.overflowed = overflowed;
  }

  get isRunning(): boolean {
    return !this.heldInReset && !this.paused && this.counting.counts > 0 && this.counting.countCycles > 0;
  }

  get count(): number {
    if (this.heldInReset || this.counting.countCycles === 0) return 0;
    const now = this.paused ? this.pausedAt : this.clock.now;
    return Math.floor((now - this.start) / this.counting.countCycles) % this.counting.counts;
  }

  get periodStart(): number {
    return this.start;
  }

  get present(): Counting {
    return this.counting;
  }

  configure(counting: Counting): void {
    this.next = counting;
    if (!this.isRunning) this.begin(this.clock.now);
  }

  control(heldInReset: boolean, paused: boolean): void {
    const [wasHeld, wasPaused] = [this.heldInReset, this.paused];
    this.heldInReset = heldInReset;
    this.paused = paused;
    if (paused && !wasPaused) this.pausedAt = this.clock.now;
    if (heldInReset || paused) this.stop();
    else if (wasHeld) this.begin(this.clock.now);
    else if (wasPaused) this.resume();
  }

  private stop(): void {
    if (this.overflow) this.overflow.cancelled = true;
    for (const channel of this.channels) channel.stop();
  }

  private resume(): void {
    this.start += this.clock.now - this.pausedAt;
    this.schedule();
  }

  private begin(start: number): void {
    this.stop();
    this.start = start;
    this.counting = this.next ?? this.counting;
    this.next = undefined;
    for (const channel of this.channels) channel.takeOver();
    this.schedule();
  }

  private schedule(): void {
    if (!this.isRunning) return;
    for (const channel of this.channels) channel.schedule();
    const end = this.start + this.counting.counts * this.counting.countCycles;
    this.overflow = this.clock.at(end, () => {
      this.overflowed();
      this.begin(end);
    });
  }
}

export class PwmChannel {
  private readonly clock: ChipClock;
  private readonly setSignal: (high: boolean) => void;
  private readonly changed: () => void;
  private pulse: Pulse | undefined;
  private next: Pulse | undefined;
  private edges: ScheduledEvent[] = [];

  /** @param changed Called when a new pulse has taken effect. */
  constructor(clock: ChipClock, setSignal: (high: boolean) => void, changed: () => void) {
    this.clock = clock;
    this.setSignal = setSignal;
    this.changed = changed;
  }

  get duty(): number {
    return this.pulse?.duty ?? 0;
  }

  /** A pulse takes effect when its timer overflows, at once where the output was off or the timer stands. */
  configure(pulse: Pulse): void {
    this.next = pulse;
    const goesOn = this.pulse?.outputEnabled === true && pulse.outputEnabled && pulse.timer === this.pulse.timer;
    if (goesOn && pulse.timer.isRunning) return;
    this.takeOver();
    this.schedule();
  }

  takeOver(): void {
    if (!this.next) return;
    this.stop();
    this.pulse?.timer.channels.delete(this);
    this.pulse = this.next;
    this.next = undefined;
    this.pulse.timer.channels.add(this);
    this.changed();
  }

  stop(): void {
    for (const edge of this.edges) edge.cancelled = true;
    this.edges = [];
  }

  /** Plans the edges that are left of the timer's present period. */
  schedule(): void {
    if (!this.pulse) return;
    const { timer, outputEnabled, idleHigh, hpoint, duty } = this.pulse;
    this.stop();
    if (!outputEnabled) return this.setSignal(idleHigh);
    if (!timer.isRunning) return;
    const { clock } = this;
    const { countCycles, counts } = timer.present;
    const rise = timer.periodStart + hpoint * countCycles;
    const fall = rise + duty * countCycles;
    const end = timer.periodStart + counts * countCycles;
    this.setSignal(rise <= clock.now && clock.now < fall);
    if (duty === 0) return;
    if (rise > clock.now && rise < end) this.edges.push(clock.at(rise, () => this.setSignal(true)));
    if (fall > clock.now && fall < end) this.edges.push(clock.at(fall, () => this.setSignal(false)));
  }
}
