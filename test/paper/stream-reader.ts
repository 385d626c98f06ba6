export interface Collected<T> {
  readonly messages: readonly T[];
  readonly error: unknown;
  readonly ended: boolean;
  /** Resolves as soon as the condition holds; it is asked again after every message and at the end. */
  until(condition: (messages: readonly T[]) => boolean): Promise<void>;
  end(): void;
}

/** Reads a stream to its end and lets a test wait for what it says. */
export function collect<T>(open: (signal: AbortSignal) => AsyncIterable<T>): Collected<T> {
  const abort = new AbortController();
  const messages: T[] = [];
  let error: unknown;
  let ended = false;
  let waiting: (() => void)[] = [];
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  const read = async () => {
    for await (const message of open(abort.signal)) {
      messages.push(message);
      wake();
    }
  };
  read()
    .catch((cause: unknown) => {
      error = cause;
    })
    .finally(() => {
      ended = true;
      wake();
    });
  return {
    messages,
    get error() {
      return error;
    },
    get ended() {
      return ended;
    },
    async until(condition) {
      while (!condition(messages)) {
        if (ended) throw new Error('the stream ended before that', { cause: error });
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    end: () => abort.abort(),
  };
}
