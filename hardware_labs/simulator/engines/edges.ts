/** Edges of a drawn waveform, each at its clock cycle. */

export interface WaveformClock {
  readonly now: number;
  /** Has something done at the first instruction boundary at or after this cycle. */
  at(cycle: number, act: () => void): void;
}

interface Edge {
  readonly cycle: number;
  readonly draw: () => void;
}

export class Edges {
  private readonly clock: WaveformClock;
  private waiting: Edge[] = [];
  private readonly drawDue = () => this.draw();

  constructor(clock: WaveformClock) {
    this.clock = clock;
  }

  /** Edges come in order of time. */
  add(cycle: number, draw: () => void): void {
    this.waiting.push({ cycle, draw });
    if (this.waiting.length === 1) this.wait();
  }

  clear(): void {
    this.waiting = [];
  }

  private wait(): void {
    if (this.waiting.length > 0) this.clock.at(this.waiting[0].cycle, this.drawDue);
  }

  private draw(): void {
    while (this.waiting.length > 0 && this.waiting[0].cycle <= this.clock.now) this.waiting.shift()!.draw();
    this.wait();
  }
}
