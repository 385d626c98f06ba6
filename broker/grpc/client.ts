import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { rootCertificates } from 'node:tls';
import {
  type CallOptions,
  type Channel,
  ChannelCredentials,
  type Client,
  ClientError,
  type ClientMiddleware,
  type CompatServiceDefinition,
  createChannel,
  createClientFactory,
  Metadata,
  Status,
} from 'nice-grpc';
import { brokerErrorOf, type CallKind } from './errors-of-calls.js';

export interface ClientSettings {
  readonly endpoint: string;
  /** Full access: orders go out with it, and reads too unless there is a read token. */
  readonly token: string;
  readonly readToken?: string;
  /** A PEM file with the certificate authority of the broker's names, which Node does not know. */
  readonly caFile?: string;
}

/** Deadlines by kind of call. An order was seen to take half a second; what takes six times that is asked about. */
const DEADLINE_MS: Record<CallKind, number> = { read: 5_000, write: 3_000 };
/** A read that found no connection is tried again after these pauses (milliseconds, jittered), within its deadline. */
const READ_AGAIN_AFTER_MS = [50, 200];
const LARGEST_MESSAGE = 64 * 1024 * 1024;
/** The name the contract asks programs to send. */
const APP_NAME = 'trademan';

export interface GrpcClients {
  /** A client whose calls have a deadline and throw errors by cause. */
  of<Service extends CompatServiceDefinition>(service: Service, kind: CallKind): Client<Service>;
  /** A client for streams: no deadline; ended by a signal. */
  streamsOf<Service extends CompatServiceDefinition>(service: Service): Client<Service>;
  close(): void;
}

/** One channel for everything; loopback endpoints are plain text, all others are not. */
export function createGrpcClients(settings: ClientSettings): GrpcClients {
  const channel = createChannel(settings.endpoint, credentialsFor(settings), {
    'grpc.max_receive_message_length': LARGEST_MESSAGE,
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5_000,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.min_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2_000,
    // Nothing but this code decides what is sent again: no policy of the library's, none found in DNS.
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
  });
  const metadataFor = (token: string) =>
    Metadata({ authorization: `Bearer ${token}`, 'x-app-name': APP_NAME });
  const readMetadata = metadataFor(settings.readToken ?? settings.token);
  const writeMetadata = metadataFor(settings.token);
  const clientOf = <Service extends CompatServiceDefinition>(
    { service, middleware, metadata }: { service: Service; middleware: ClientMiddleware; metadata: Metadata },
    over: Channel,
  ) => createClientFactory().use(middleware).create(service, over, { '*': { metadata } });

  return {
    of: (service, kind) =>
      clientOf(
        {
          service,
          middleware: deadlineAndErrors(kind),
          metadata: kind === 'write' ? writeMetadata : readMetadata,
        },
        channel,
      ),
    streamsOf: (service) =>
      clientOf({ service, middleware: errorsOfStreams, metadata: readMetadata }, channel),
    close: () => channel.close(),
  };
}

function credentialsFor({ endpoint, caFile }: ClientSettings): ChannelCredentials {
  if (/^(localhost|127\.0\.0\.1|\[::1\])(:|$)/i.test(endpoint)) return ChannelCredentials.createInsecure();
  if (!caFile) return ChannelCredentials.createSsl();
  return ChannelCredentials.createSsl(
    Buffer.from([...rootCertificates, readFileSync(caFile, 'utf8')].join('\n')),
  );
}

/** No call waits for ever, and none fails without its cause. A write is never repeated here: that is for who knows its outcome. */
const deadlineAndErrors = (kind: CallKind): ClientMiddleware =>
  async function* deadlineAndErrorsMiddleware(call, options) {
    const deadline = AbortSignal.timeout(DEADLINE_MS[kind]);
    const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
    const { path } = call.method;
    for (let attempt = 0; ; attempt += 1) {
      const heard = rememberMetadata();
      try {
        return yield* call.next(call.request, { ...options, ...heard.options, signal });
      } catch (cause) {
        const pauseMs = READ_AGAIN_AFTER_MS[attempt];
        const again = kind === 'read' && pauseMs !== undefined && isUnavailable(cause) && !signal.aborted;
        if (again && (await pause(pauseMs, signal))) continue;
        const error =
          deadline.aborted && !(cause instanceof ClientError)
            ? new ClientError(path, Status.DEADLINE_EXCEEDED, `no answer within ${DEADLINE_MS[kind]} ms`)
            : cause;
        throw brokerErrorOf({ error, method: nameOf(path), kind, headers: heard.metadata() });
      }
    }
  };

const errorsOfStreams: ClientMiddleware = async function* errorsOfStreamsMiddleware(call, options) {
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
