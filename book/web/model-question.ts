/** Asks a board's model about one input over the serial line, by the protocol of the lab's model_serial.h. */

export interface Listener {
  send(text: string): void;
  /** A sentence for the reader. */
  say(text: string): void;
}

export class ModelQuestion {
  readonly #listener: Listener;
  readonly #decoder = new TextDecoder();
  #line = '';
  #input: readonly number[] = [];
  #state: 'quiet' | 'asked' | 'sent' | 'answered' = 'quiet';

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  ask(input: readonly number[]): void {
    this.#input = input;
    this.#state = 'asked';
    this.#listener.send('verify\n');
    this.#listener.say('Waiting for the board.');
  }

  /** The board has printed something. */
  hear(bytes: readonly number[]): void {
    const lines = (this.#line + this.#decoder.decode(new Uint8Array(bytes), { stream: true })).split(/\r?\n/);
    this.#line = lines.pop()!;
    for (const line of lines) this.#take(line);
  }

  /** The board has stopped, or begins anew. */
  forget(): void {
    this.#line = '';
    this.#state = 'quiet';
    this.#listener.say('');
  }

  #take(line: string): void {
    const ready = /^verify (\d+) \d+$/.exec(line);
    if (this.#state === 'asked' && ready) {
      const fits = Number(ready[1]) === this.#input.length;
      this.#listener.send(fits ? `${this.#input.join(' ')}\n\n` : '\n');
      this.#state = fits ? 'sent' : 'quiet';
      if (!fits) this.#listener.say(`The model takes ${ready[1]} numbers, and the picture has ${this.#input.length}.`);
    } else if (this.#state === 'sent' && line === 'verified') {
      this.#state = 'answered';
    } else if (this.#state === 'answered' && line !== '') {
      this.#state = 'quiet';
      this.#listener.say(`The board says: ${line}`);
    }
  }
}
