/** Between a client's socket and its session's thread. */

import { Worker } from 'node:worker_threads';
import type { WebSocket } from 'ws';
import { PROTOCOL_VERSION } from './protocol.ts';
import type { ServerMessage } from './protocol.ts';
import type { Batch, FromSession, ToSession } from './session-worker.ts';
import packageFile from '../../package.json' with { type: 'json' };

/** A client that leaves a ping unanswered for so long gets its data all the same. */
const PONG_TIMEOUT_MILLISECONDS = 1000;
/** WebSocket close code for a fault of the server. */
const CLOSE_INTERNAL_ERROR = 1011;

/** Heap of one session's thread: its files twice, and the machine. A session that needs more ends alone. */
const SESSION_HEAP_MEGABYTES = 512;
/** A client is read no further while so many characters of it are not dealt with, or so many bytes for it not taken. */
const MAX_PENDING = 1 << 20;

export function serveConnection(socket: WebSocket): void {
  const worker = new Worker(new URL('./session-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: SESSION_HEAP_MEGABYTES },
  });
  let unread = 0;
  const regulate = (): void => {
    const isFull = unread > MAX_PENDING || outbox.size + socket.bufferedAmount > MAX_PENDING;
    if (isFull && !socket.isPaused) socket.pause();
    else if (!isFull && socket.isPaused) socket.resume();
  };
  const outbox = new Outbox(socket, () => {
    worker.postMessage({ written: true } satisfies ToSession);
    regulate();
  });
  sendMessage(socket, { type: 'hello', protocolVersion: PROTOCOL_VERSION, appName: packageFile.name, appVersion: packageFile.version });

  socket.on('message', (data, isBinary) => {
    if (isBinary) {
      sendMessage(socket, { type: 'error', message: 'The message is binary: send JSON as text.' });
    } else {
      const frame = data.toString();
      unread += frame.length;
      worker.postMessage({ frame } satisfies ToSession);
    }
    regulate();
  });
  socket.on('close', () => void worker.terminate());
  socket.on('error', () => socket.terminate()); // a broken frame; ws has told the client why
  worker.on('message', ({ batch, taken }: FromSession) => {
    unread -= taken;
    if (batch.length > 0) outbox.send(batch);
    regulate();
  });
  worker.on('error', (error) => {
    process.stderr.write(`simulator: a session failed: ${error.message}\n`);
    socket.close(CLOSE_INTERNAL_ERROR, 'the session failed');
  });
}

/**
 * Sends batches in order. After a frame with a barrier it waits for the answer to a ping: by then the client's program has had
 * its turn, and what it does on that frame (registering a queue for serial data) is ahead of what we send next.
 */
class Outbox {
  private readonly socket: WebSocket;
  private readonly written: () => void;
  private waiting: Batch[] = [];
  private waitingForPong = false;

  constructor(socket: WebSocket, written: () => void) {
    this.socket = socket;
    this.written = written;
  }

  /** Characters that wait for a pong. */
  get size(): number {
    let size = 0;
    for (const batch of this.waiting) for (const { text } of batch) size += text.length;
    return size;
  }

  send(batch: Batch): void {
    this.waiting.push(batch);
    if (!this.waitingForPong) this.drain();
  }

  private drain(): void {
    for (let batch = this.waiting.shift(); batch; batch = this.waiting.shift()) {
      const barrier = batch.findIndex((frame) => frame.barrier);
      const ready = barrier < 0 ? batch : batch.slice(0, barrier + 1);
      const rest = barrier < 0 ? [] : batch.slice(barrier + 1);
      for (const [index, frame] of ready.entries()) {
        // a batch counts as written with its last frame
        const isLast = rest.length === 0 && index === ready.length - 1;
        this.socket.send(frame.text, isLast ? this.written : undefined);
      }
      if (rest.length > 0) this.waiting.unshift(rest);
      if (barrier >= 0) {
        this.holdUntilPong();
        return;
      }
    }
  }

  private holdUntilPong(): void {
    this.waitingForPong = true;
    const open = (): void => {
      clearTimeout(timer);
      this.socket.off('pong', open);
      this.waitingForPong = false;
      this.drain();
    };
    const timer = setTimeout(open, PONG_TIMEOUT_MILLISECONDS);
    this.socket.once('pong', open);
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }
}

function sendMessage(socket: WebSocket, message: ServerMessage): void {
  socket.send(JSON.stringify(message));
}
