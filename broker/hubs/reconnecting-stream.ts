import { setTimeout as delay } from 'node:timers/promises';
import { BrokerError, RateLimitedError } from '../errors.js';
import { type HubTimes, LAST_REFUSED_MS } from './hub-times.js';

export interface StreamLogger {
  debug(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface Break {
  /** The broker has no room for the stream now: 80001, or another of its limits before the stream's first word. */
  readonly refused: boolean;
}

export interface ReconnectingStreamOptions<Message> {
  readonly name: string;
  /** Opens the stream anew; it must end when the signal is aborted. */
  open(signal: AbortSignal): AsyncIterable<Message>;
  onMessage(message: Message): void;
  /** The stream broke: what it told may be old from now on. No message of it follows. */
  onBreak(how: Break): void;
  readonly times: Pick<HubTimes, 'silenceMs' | 'backoffMs' | 'refusedMs'>;
  readonly logger: StreamLogger;
}

const LAST_BACKOFF_MS = 5_000;
/** A stream that ended sooner was not well, though it may have answered: the next pause is longer still. */
const STABLE_MS = 5_000;

const TOO_MANY_STREAMS = '80001';

/** Keeps a stream open: back-off with jitter after a break, and an end to streams that went silent. */
export function keepStreamOpen<Message>(options: ReconnectingStreamOptions<Message>): { close(): void } {
  const { onBreak, times } = options;
  const closing = new AbortController();

  const run = async () => {
    let backoffMs = times.backoffMs;
    let { refusedMs } = times;
    while (!closing.signal.aborted) {
      const openedAt = performance.now();
      const how = await readOnce(options, closing.signal);
      if (closing.signal.aborted) return;
      onBreak(how);
      if (performance.now() - openedAt > STABLE_MS) backoffMs = times.backoffMs;
      if (!how.refused) refusedMs = times.refusedMs;
      // At least the pause that was meant where the broker has no room; half of it more or less elsewhere.
      const pauseMs = how.refused ? refusedMs * (1 + Math.random() / 2) : backoffMs * (0.5 + Math.random());
      await delay(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
      if (how.refused) refusedMs = Math.min(refusedMs * 2, LAST_REFUSED_MS);
      else backoffMs = Math.min(backoffMs * 2, LAST_BACKOFF_MS);
    }
  };
  void run();
  return { close: () => closing.abort() };
}

/** Reads one stream to its end, whatever ends it. */
async function readOnce<Message>(
  { name, open, onMessage, times, logger }: ReconnectingStreamOptions<Message>,
  closing: AbortSignal,
): Promise<Break> {
  const call = new AbortController();
  let isGivenUp = false;
  let isHeard = false;
  let refused = false;
  /**
   * The library loses a cancellation that comes in the same turn of the event loop in which the call began: the stream
   * would stay open and counted by the broker as long as the connection lives.
   */
  const giveUp = () => {
    isGivenUp = true;
    setImmediate(() => call.abort());
  };
  closing.addEventListener('abort', giveUp);
  const watchdog = setTimeout(giveUp, times.silenceMs);
  try {
    for await (const message of open(call.signal)) {
      // What was under way when the stream was given up is not news any more.
      if (isGivenUp) break;
      isHeard = true;
      watchdog.refresh();
      onMessage(message);
    }
  } catch (err) {
    refused = isRefusal(err, isHeard);
    if (!closing.aborted) logger.warn({ err, stream: name }, 'a stream broke, connecting again');
  } finally {
    clearTimeout(watchdog);
    closing.removeEventListener('abort', giveUp);
    call.abort();
  }
  return { refused };
}

const isRefusal = (err: unknown, isHeard: boolean): boolean =>
  (err instanceof BrokerError && err.brokerCode === TOO_MANY_STREAMS) ||
  (err instanceof RateLimitedError && !isHeard);
