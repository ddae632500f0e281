/** The thread of one session: a busy simulation in here keeps no other client waiting. */

import { parentPort } from 'node:worker_threads';
import { Session } from './session.ts';

/** From the connection: a frame of its client, or the news that a batch of ours has been written out. */
export type ToSession = { readonly frame: string } | { readonly written: true };

/** To the connection: frames for its client, in order. */
export type FromSession = readonly { readonly text: string; readonly barrier: boolean }[];

/** So many batches may be on their way before a running simulation waits for its client. */
const MAX_BATCHES_UNDERWAY = 16;

const port = parentPort!;
let batch: { text: string; barrier: boolean }[] = [];
let underway = 0;
let scheduled = false;

const session = new Session((message, barrier = false) => {
  batch.push({ text: JSON.stringify(message), barrier });
});

port.on('message', (message: ToSession) => {
  if ('frame' in message) session.receive(message.frame);
  else underway -= 1;
  post();
  schedule();
});

function post(): void {
  if (batch.length === 0) return;
  port.postMessage(batch satisfies FromSession);
  batch = [];
  underway += 1;
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
