/** How far the packages are that Pyodide loads: by itself it says only which ones it begins to load. */

/** Hears what is being loaded, and the share of packages that are here. */
export type Tell = (text: string, part: number) => void;

export class PackageProgress {
  #tell: Tell;
  #coming: string[] = [];
  #all = 0;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** Reads a message of Pyodide: `Loading contourpy, cycler, numpy`. */
  begin(message: string): void {
    const names = /^Loading (.+)$/.exec(message)?.[1];
    if (names === undefined) return;
    this.#coming = names.split(', ');
    this.#all = this.#coming.length;
    this.#say();
  }

  /** Takes note of a wheel that has come, such as `…/scikit_learn-1.8.0-cp314-cp314-wasm32.whl`. */
  arrived(url: string): void {
    const name = plain(url.slice(url.lastIndexOf('/') + 1).split('-', 1)[0]!);
    const left = this.#coming.filter((coming) => plain(coming) !== name);
    if (left.length === this.#coming.length) return;
    this.#coming = left;
    if (left.length) this.#say();
  }

  #say(): void {
    const here = this.#all - this.#coming.length;
    this.#tell(`Loading ${this.#coming[0]!}, ${here + 1} of ${this.#all}…`, here / this.#all);
  }
}

/** Calls back when the body of a wheel has come; what is no wheel goes through untouched. */
export function watchingWheels(network: typeof fetch, arrived: (url: string) => void): typeof fetch {
  return async (input, options) => {
    const response = await network(input, options);
    const { url } = response;
    if (!response.ok || !response.body || !new URL(url).pathname.endsWith('.whl')) return response;
    const watched = new TransformStream<Uint8Array, Uint8Array>({ flush: () => arrived(url) });
    return new Response(response.body.pipeThrough(watched), response);
  };
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
