/** The thread of one session: a busy simulation in here keeps no other client waiting. */

import { parentPort } from 'node:worker_threads';
import { Session } from './session.ts';

/** From the connection: a frame of its client, or the news that a batch of ours has been written out. */
export type ToSession = { readonly frame: string } | { readonly written: true };

/** To the connection: frames for its client, in order, and how many characters of its own frames are dealt with. */
export interface FromSession {
  readonly batch: Batch;
  readonly taken: number;
}

export type Batch = readonly { readonly text: string; readonly barrier: boolean }[];

/** So many batches may be on their way before simulation and commands wait for the client. */
const MAX_BATCHES_UNDERWAY = 16;

const port = parentPort!;
const inbox: string[] = [];
let batch: { text: string; barrier: boolean }[] = [];
let taken = 0;
let underway = 0;
let scheduled = false;

const session = new Session((message, barrier = false) => {
  batch.push({ text: JSON.stringify(message), barrier });
});

port.on('message', (message: ToSession) => {
  if ('frame' in message) inbox.push(message.frame);
  else underway -= 1;
  while (inbox.length > 0 && underway < MAX_BATCHES_UNDERWAY) {
    const frame = inbox.shift()!;
    session.receive(frame);
    taken += frame.length;
    post();
  }
  schedule();
});

function post(): void {
  if (batch.length === 0 && taken === 0) return;
  port.postMessage({ batch, taken } satisfies FromSession);
  if (batch.length > 0) underway += 1;
  batch = [];
  taken = 0;
}

function schedule(): void {
  if (scheduled || !session.running || underway >= MAX_BATCHES_UNDERWAY) return;
  scheduled = true;
  setImmediate(() => {
    scheduled = false;
    session.step();
    post();
    schedule();
  });
}
