import { ServerError, Status } from 'nice-grpc';

/** A reader that is this many messages behind is cut off. */
const LONGEST_QUEUE = 5_000;

/**
 * What one stream has to say: messages go out at once, and a ping whenever it has been idle for `pingMs`. Reading
 * ends with `end`, with the error of `cut`, or when the reader goes away.
 */
export class Outbox<T> {
  readonly #queue: T[] = [];
  readonly #ping: () => T;
  #timer: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;
  #ended = false;
  #error: Error | undefined;
  #silent = false;

  constructor({ ping, pingMs, signal }: { ping: () => T; pingMs: number; signal: AbortSignal }) {
    this.#ping = ping;
    this.pingEvery(pingMs);
    signal.addEventListener('abort', () => this.end(), { once: true });
    if (signal.aborted) this.end();
  }

  /** Changes how long the stream may be idle, from now on. */
  pingEvery(pingMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.push(this.#ping()), pingMs);
  }

  push(message: T): void {
    if (this.#ended || this.#silent) return;
    this.#timer?.refresh();
    this.#queue.push(message);
    if (this.#queue.length > LONGEST_QUEUE) this.cut(new ServerError(Status.RESOURCE_EXHAUSTED, '80004'));
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#wake?.();
  }

  /** Ends the stream with an error; what still waited is lost, as on a broken connection. */
  cut(error: Error = new ServerError(Status.UNAVAILABLE, 'the stream was cut')): void {
    this.#error = error;
    this.end();
  }

  /** Stays open and says nothing any more, not even pings. */
  silence(): void {
    this.#silent = true;
    clearTimeout(this.#timer);
  }

  /** The messages in order. `onEnd` runs when the stream is over, for whatever reason. */
  async *read(onEnd: () => void): AsyncGenerator<T> {
    try {
      for (;;) {
        if (this.#error) throw this.#error;
        const message = this.#queue.shift();
        if (message !== undefined) yield message;
        else if (this.#ended) return;
        else await new Promise<void>((resolve) => this.#waitFor(resolve));
      }
    } finally {
      this.end();
      onEnd();
    }
  }

  #waitFor(resolve: () => void): void {
    this.#wake = () => {
      this.#wake = undefined;
      resolve();
    };
  }
}
