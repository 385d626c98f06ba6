import { setTimeout as delay } from 'node:timers/promises';
import { type CallOptions, ClientError, type ClientMiddleware, Metadata, Status } from 'nice-grpc';
import type { BrokerClock } from '../clock.js';
import { Priority, type RateBudget, STREAMS } from '../limits/index.js';
import { startDeadline } from './deadline.js';
import { brokerErrorOf, type CallKind } from './errors-of-calls.js';
import { type CallLogger, logFailedCall } from './failed-call-log.js';
import { askLeave, type BudgetOptions, endOf, nameOf } from './leave.js';

/** A read that found no connection is tried again after these pauses (milliseconds, jittered), within its deadline. */
const READ_AGAIN_AFTER_MS = [50, 200];

export interface CallRules {
  readonly kind: CallKind;
  readonly deadlineMsOf: (path: string) => number;
  readonly budget: RateBudget | undefined;
  readonly logger: CallLogger | undefined;
  readonly clock: Pick<BrokerClock, 'heard'> | undefined;
}

/**
 * Every call waits for the budget, which is not part of its deadline; none waits for ever after that, and none fails
 * without its cause. A write is never repeated here: that is for who knows its outcome. A read's repetitions ask the
 * budget like any other call.
 */
export const budgetDeadlineAndErrors = ({
  kind,
  deadlineMsOf,
  budget,
  logger,
  clock,
}: CallRules): ClientMiddleware<BudgetOptions> =>
  async function* budgetDeadlineAndErrorsMiddleware(
    call,
    { priority, patienceMs, whileWaiting, maySend, ...options },
  ) {
    const { path } = call.method;
    const wish = { path, kind, priority, patienceMs, whileWaiting, maySend, logger };
    let permit = budget && (await askLeave(budget, { ...wish, signal: options.signal }));
    const deadlineMs = deadlineMsOf(path);
    const deadline = startDeadline(deadlineMs, options.signal);
    try {
      for (let attempt = 0; ; attempt += 1) {
        const sentMs = Date.now();
        const heard = rememberMetadata((header) => {
          const date = header.get('date');
          if (date) clock?.heard({ date, sentMs, receivedMs: Date.now() });
        });
        try {
          const answer = yield* call.next(call.request, {
            ...options,
            ...heard.options,
            signal: deadline.signal,
          });
          permit?.end(endOf(undefined, heard.metadata()));
          return answer;
        } catch (cause) {
          permit?.end(endOf(cause, heard.metadata()));
          const pauseMs = kind === 'read' && isUnavailable(cause) ? READ_AGAIN_AFTER_MS[attempt] : undefined;
          if (pauseMs !== undefined && (await pause(pauseMs, deadline.signal))) {
            permit = budget && (await askLeave(budget, { ...wish, signal: deadline.signal }));
            continue;
          }
          const error =
            deadline.isOver && !(cause instanceof ClientError)
              ? new ClientError(path, Status.DEADLINE_EXCEEDED, `no answer within ${deadlineMs} ms`)
              : cause;
          const failure = brokerErrorOf({ error, method: nameOf(path), kind, headers: heard.metadata() });
          // Whoever called it off knows.
          if (!options.signal?.aborted) logFailedCall(logger, failure);
          throw failure;
        }
      }
    } finally {
      deadline.end();
    }
  };

/**
 * A stream waits for the pace of all calls together, and has no deadline. Its opening is under way until the broker's
 * first header (which comes before any message) or its end. A broker may send none before it has something to tell: the
 * answer to a later call tells that it has arrived, like any call, so such a stream holds up nothing for long.
 */
export const errorsOfStreams = ({ budget, logger }: Pick<CallRules, 'budget' | 'logger'>): ClientMiddleware =>
  async function* errorsOfStreamsMiddleware(call, options) {
    const { path } = call.method;
    const { signal } = options;
    const permit =
      budget && (await askLeave(budget, { path: STREAMS, kind: 'read', ...OPENING, logger, signal }));
    const heard = rememberMetadata(() => permit?.end(endOf(undefined, undefined)));
    try {
      return yield* call.next(call.request, { ...options, ...heard.options });
    } catch (error) {
      permit?.end(endOf(error, heard.metadata()));
      const failure = brokerErrorOf({ error, method: nameOf(path), kind: 'read', headers: heard.metadata() });
      if (!signal?.aborted) logFailedCall(logger, failure);
      throw failure;
    } finally {
      // Whoever reads it may leave it before a word came: then it is given up, not known to have arrived.
      permit?.end({ ...endOf(undefined, undefined), isGivenUp: true });
    }
  };

/** Without its streams a worker is blind: they go before all but hedges, however long that takes. */
const OPENING = { priority: Priority.cancel, patienceMs: Number.POSITIVE_INFINITY };

const isUnavailable = (error: unknown): boolean =>
  error instanceof ClientError && error.code === Status.UNAVAILABLE;

/** @returns whether there is time left. */
const pause = (ms: number, signal: AbortSignal): Promise<boolean> =>
  delay(ms * (0.5 + Math.random()), undefined, { signal }).then(
    () => true,
    () => false,
  );

/** Headers and trailers of one attempt together: which of them carries the tracking id depends on how it failed. */
function rememberMetadata(onHeader?: (header: Metadata) => void): {
  options: CallOptions;
  metadata(): Metadata | undefined;
} {
  let all: Metadata | undefined;
  const remember = (metadata: Metadata) => {
    all = all ? merged(all, metadata) : metadata;
  };
  const rememberHeader = (metadata: Metadata) => {
    remember(metadata);
    onHeader?.(metadata);
  };
  return { options: { onHeader: rememberHeader, onTrailer: remember }, metadata: () => all };
}

function merged(one: Metadata, other: Metadata): Metadata {
  const both = Metadata(one);
  for (const [key, values] of other) both.set(key, values as string[]);
  return both;
}
