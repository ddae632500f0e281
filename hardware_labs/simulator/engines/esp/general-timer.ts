/** A general purpose timer with an alarm, apart from its registers (Technical Reference Manual, chapter "Timer Group (TIMG)"). */

import type { ChipClock, ScheduledEvent } from './events.ts';

export interface TimerSettings {
  readonly enabled: boolean;
  readonly up: boolean;
  readonly autoReload: boolean;
  readonly alarmEnabled: boolean;
  /** Clock cycles of a count. */
  readonly countCycles: number;
  /** Count at which the alarm goes off. */
  readonly alarmAt: number;
  /** Count after a reload. */
  readonly reload: number;
}

/** Counts up to 2^53 exactly. */
export class GeneralTimer {
  private readonly clock: ChipClock;
  private readonly alarm: () => void;
  private settings: TimerSettings | undefined;
  /** Count at cycle `since`. */
  private base = 0;
  private since = 0;
  private waiting: ScheduledEvent | undefined;

  /** @param alarm Called when the alarm goes off; alarms are then off until they are enabled again. */
  constructor(clock: ChipClock, alarm: () => void) {
    this.clock = clock;
    this.alarm = alarm;
  }

  get count(): number {
    if (!this.settings?.enabled) return this.base;
    const counts = Math.floor((this.clock.now - this.since) / this.settings.countCycles);
    return this.settings.up ? this.base + counts : this.base - counts;
  }

  configure(settings: TimerSettings): void {
    const before = this.settings;
    const changesPace =
      before?.enabled !== settings.enabled || before.up !== settings.up || before.countCycles !== settings.countCycles;
    if (changesPace) this.restart(this.count);
    this.settings = settings;
    this.schedule();
  }

  load(): void {
    this.restart(this.settings?.reload ?? 0);
    this.schedule();
  }

  private restart(count: number): void {
    this.base = count;
    this.since = this.clock.now;
  }

  private schedule(): void {
    if (this.waiting) this.waiting.cancelled = true;
    const { settings } = this;
    if (!settings?.enabled || !settings.alarmEnabled) return;
    const counts = settings.up ? settings.alarmAt - this.base : this.base - settings.alarmAt;
    // an alarm in the past goes off at once
    const cycle = Math.max(this.since + Math.max(counts, 0) * settings.countCycles, this.clock.now);
    this.waiting = this.clock.at(cycle, () => {
      this.settings = { ...settings, alarmEnabled: false };
      if (settings.autoReload) this.restart(settings.reload);
      this.alarm();
    });
  }
}
