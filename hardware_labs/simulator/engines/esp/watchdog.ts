/** A watchdog timer of four stages, apart from its registers (Technical Reference Manual, chapter "Watchdog Timers (WDT)"). */

import type { ChipClock, ScheduledEvent } from './events.ts';

/** What happens when a stage times out: nothing, an interrupt, or one of the resets. */
export type StageAction = 'off' | 'interrupt' | 'cpu' | 'core' | 'system';

export interface Stage {
  readonly action: StageAction;
  /** Clock cycles until it times out. */
  readonly cycles: number;
}

export class Watchdog {
  private readonly clock: ChipClock;
  private readonly timedOut: (action: StageAction) => void;
  private stages: readonly Stage[] | undefined;
  private stage = 0;
  private stageStart = 0;
  private timeout: ScheduledEvent | undefined;

  constructor(clock: ChipClock, timedOut: (action: StageAction) => void) {
    this.clock = clock;
    this.timedOut = timedOut;
  }

  /** @param stages Of the running watchdog; undefined stops it. */
  configure(stages: readonly Stage[] | undefined): void {
    if (!this.stages) this.restart();
    this.stages = stages;
    this.schedule();
  }

  feed(): void {
    this.restart();
    this.schedule();
  }

  private restart(): void {
    this.stage = 0;
    this.stageStart = this.clock.now;
  }

  private schedule(): void {
    if (this.timeout) this.timeout.cancelled = true;
    if (!this.stages) return;
    const { action, cycles } = this.stages[this.stage];
    this.timeout = this.clock.at(Math.max(this.stageStart + cycles, this.clock.now + 1), () => {
      this.stage = (this.stage + 1) % this.stages!.length;
      this.stageStart = this.clock.now;
      this.schedule();
      this.timedOut(action);
    });
  }
}
