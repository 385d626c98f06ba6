import { setTimeout as delay } from 'node:timers/promises';
import { type CallOptions, ClientError, type ClientMiddleware, Metadata, Status } from 'nice-grpc';
import { startDeadline } from './deadline.js';
import { brokerErrorOf, type CallKind } from './errors-of-calls.js';

/** A read that found no connection is tried again after these pauses (milliseconds, jittered), within its deadline. */
const READ_AGAIN_AFTER_MS = [50, 200];

/** No call waits for ever, and none fails without its cause. A write is never repeated here: that is for who knows its outcome. */
export const deadlineAndErrors = (kind: CallKind, deadlineMs: number): ClientMiddleware =>
  async function* deadlineAndErrorsMiddleware(call, options) {
    const { path } = call.method;
    const deadline = startDeadline(deadlineMs, options.signal);
    try {
      for (let attempt = 0; ; attempt += 1) {
        const heard = rememberMetadata();
        try {
          return yield* call.next(call.request, { ...options, ...heard.options, signal: deadline.signal });
        } catch (cause) {
          const pauseMs = kind === 'read' && isUnavailable(cause) ? READ_AGAIN_AFTER_MS[attempt] : undefined;
          if (pauseMs !== undefined && (await pause(pauseMs, deadline.signal))) continue;
          const error =
            deadline.isOver && !(cause instanceof ClientError)
              ? new ClientError(path, Status.DEADLINE_EXCEEDED, `no answer within ${deadlineMs} ms`)
              : cause;
          throw brokerErrorOf({ error, method: nameOf(path), kind, headers: heard.metadata() });
        }
      }
    } finally {
      deadline.end();
    }
  };

export const errorsOfStreams: ClientMiddleware = async function* errorsOfStreamsMiddleware(call, options) {
  const heard = rememberMetadata();
  try {
    return yield* call.next(call.request, { ...options, ...heard.options });
  } catch (error) {
    throw brokerErrorOf({ error, method: nameOf(call.method.path), kind: 'read', headers: heard.metadata() });
  }
};

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

const isUnavailable = (error: unknown): boolean =>
  error instanceof ClientError && error.code === Status.UNAVAILABLE;

/** @returns whether there is time left. */
const pause = (ms: number, signal: AbortSignal): Promise<boolean> =>
  delay(ms * (0.5 + Math.random()), undefined, { signal }).then(
    () => true,
    () => false,
  );

/** Headers and trailers of one attempt together: which of them carries the tracking id depends on how it failed. */
function rememberMetadata(): { options: CallOptions; metadata(): Metadata | undefined } {
  let all: Metadata | undefined;
  const remember = (metadata: Metadata) => {
    all = all ? merged(all, metadata) : metadata;
  };
  return { options: { onHeader: remember, onTrailer: remember }, metadata: () => all };
}

function merged(one: Metadata, other: Metadata): Metadata {
  const both = Metadata(one);
  for (const [key, values] of other) both.set(key, values as string[]);
  return both;
}
