import { setTimeout as delay } from 'node:timers/promises';

export interface StreamLogger {
  debug(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface ReconnectingStreamOptions<Message> {
  readonly name: string;
  /** Opens the stream anew; it must end when the signal is aborted. */
  open(signal: AbortSignal): AsyncIterable<Message>;
  onMessage(message: Message): void;
  /** The stream broke: what it told may be old from now on. */
  onBreak(): void;
  /** Silence of messages and pings for so long means that the stream is dead. */
  readonly silenceMs: number;
  readonly logger: StreamLogger;
}

/** How soon the hubs notice what they are not told. */
export interface HubTimes {
  /** How often pings are asked for: 5 s at least by the generated contract, 1 s by the newer one. */
  readonly pingMs: number;
  readonly silenceMs: number;
  /** While an order works, the account's orders are read this often besides: a stream may lose an event. */
  readonly readBesideMs: number;
  /**
   * How long a subscription that nobody watches is kept: the next task in the instrument knows its book at once, and
   * streams are not opened and closed with every order.
   */
  readonly lingerMs: number;
}

export const HUB_TIMES: HubTimes = {
  pingMs: 5_000,
  silenceMs: 12_000,
  readBesideMs: 5_000,
  lingerMs: 15_000,
};

const FIRST_BACKOFF_MS = 100;
const LAST_BACKOFF_MS = 5_000;
/** A stream that ended sooner was not well, though it may have answered: the next pause is longer still. */
const STABLE_MS = 5_000;

/** Keeps a stream open: back-off with jitter after a break, and an end to streams that went silent. */
export function keepStreamOpen<Message>(options: ReconnectingStreamOptions<Message>): { close(): void } {
  const { name, open, onMessage, onBreak, silenceMs, logger } = options;
  const closing = new AbortController();

  const run = async () => {
    let backoffMs = FIRST_BACKOFF_MS;
    while (!closing.signal.aborted) {
      const ended = new AbortController();
      const onClose = () => ended.abort();
      closing.signal.addEventListener('abort', onClose);
      const openedAt = performance.now();
      const watchdog = setTimeout(onClose, silenceMs);
      try {
        for await (const message of open(ended.signal)) {
          // What was under way when the stream was given up is not news any more.
          if (ended.signal.aborted) break;
          watchdog.refresh();
          onMessage(message);
        }
      } catch (err) {
        if (!closing.signal.aborted) logger.warn({ err, stream: name }, 'a stream broke, connecting again');
      } finally {
        clearTimeout(watchdog);
        closing.signal.removeEventListener('abort', onClose);
        ended.abort();
      }
      if (closing.signal.aborted) return;
      onBreak();
      if (performance.now() - openedAt > STABLE_MS) backoffMs = FIRST_BACKOFF_MS;
      await delay(backoffMs * (0.5 + Math.random()), undefined, { signal: closing.signal }).catch(
        () => undefined,
      );
      backoffMs = Math.min(backoffMs * 2, LAST_BACKOFF_MS);
    }
  };
  void run();
  return { close: () => closing.abort() };
}
