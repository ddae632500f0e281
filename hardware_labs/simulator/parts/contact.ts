/** A mechanical contact between two pins, which bounces when it closes or opens. */

import type { Branch } from '../circuit.ts';
import type { PartSite } from './part.ts';

const CLOSED_OHMS = 0.1;
/**
 * Horowitz and Hill, The Art of Electronics: contacts separate and reconnect 10 to 100 times within about a millisecond. Ours
 * do so ten times, each time for longer, always at the same moments, so that a simulation can be repeated.
 */
const BOUNCES = 10;
const BOUNCE_NANOS = 1e6;

export class Contact {
  private readonly site: PartSite;
  private readonly branch: Branch;
  private readonly bounces: boolean;
  private closed: boolean;
  private moves = 0;

  constructor(site: PartSite, a: string, b: string, closed = false) {
    this.site = site;
    this.branch = site.resistor(a, b, Infinity);
    this.bounces = site.choice('bounce', '', ['', '0', '1']) !== '0';
    this.closed = closed;
    this.touch(closed);
  }

  /** Bounces, except at power-on: what was moved before lies still by then. */
  move(closed: boolean): void {
    if (closed === this.closed) return;
    this.closed = closed;
    this.touch(closed);
    const move = ++this.moves; // the next move ends this one's bouncing
    const { clock } = this.site;
    const now = clock.now();
    if (!this.bounces || now === 0) return;
    for (let toggle = 1; toggle <= 2 * BOUNCES; toggle++) {
      clock.at(now + BOUNCE_NANOS * (toggle / (2 * BOUNCES)) ** 2, () => {
        if (move === this.moves) this.touch(toggle % 2 === 0 ? closed : !closed);
      });
    }
  }

  /** Opens without a bounce, as where a blade slides away. */
  leave(): void {
    this.moves += 1;
    this.closed = false;
    this.touch(false);
  }

  private touch(closed: boolean): void {
    this.branch.ohms = closed ? CLOSED_OHMS : Infinity;
  }
}
