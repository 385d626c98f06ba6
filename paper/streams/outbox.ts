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
  #onEnd: (() => void) | undefined;

  constructor({ ping, pingMs, signal }: { ping: () => T; pingMs: number; signal: AbortSignal }) {
    this.#ping = ping;
    this.pingEvery(pingMs);
    signal.addEventListener('abort', () => this.end(), { once: true });
    if (signal.aborted) this.end();
  }

  /** Changes how long the stream may be idle, from now on. */
  pingEvery(pingMs: number): void {
    clearTimeout(this.#timer);
    if (!this.#ended) this.#timer = setTimeout(() => this.push(this.#ping()), pingMs);
  }

  push(message: T): void {
    if (this.#ended || this.#silent) return;
    this.#timer?.refresh();
    this.#queue.push(message);
    if (this.#queue.length > LONGEST_QUEUE)
      this.cut(new ServerError(Status.RESOURCE_EXHAUSTED, 'the reader is too slow'));
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#wake?.();
    // Here and not only where reading ends: a call that is cancelled while a message is on its way is never read on.
    this.#onEnd?.();
    this.#onEnd = undefined;
  }

  /** Ends the stream with an error; what still waited is lost, as on a broken connection. */
  cut(error: Error = new ServerError(Status.UNAVAILABLE, 'the stream was cut')): void {
    this.#error = error;
    // A reader that stands still learns of its end only when it reads on; nothing is kept for it meanwhile.
    this.#queue.length = 0;
    this.end();
  }

  /** Stays open and says nothing any more, not even pings. */
  silence(): void {
    this.#silent = true;
    clearTimeout(this.#timer);
  }

  /** The messages in order. `onEnd` runs when the stream is over, for whatever reason. */
  async *read(onEnd: () => void): AsyncGenerator<T> {
    this.#onEnd = onEnd;
    if (this.#ended) this.end();
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
    }
  }

  #waitFor(resolve: () => void): void {
    this.#wake = () => {
      this.#wake = undefined;
      resolve();
    };
  }
}
