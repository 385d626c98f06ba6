import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import {
  type Channel,
  ChannelCredentials,
  type Client,
  type CompatServiceDefinition,
  createChannel,
  createClientFactory,
  Metadata,
} from 'nice-grpc';
import type { BrokerClock } from '../clock.js';
import { KEEPALIVE } from '../keepalive.js';
import type { RateBudget } from '../limits/index.js';
import type { CallKind } from './errors-of-calls.js';
import type { CallLogger } from './failed-call-log.js';
import type { BudgetOptions } from './leave.js';
import { budgetDeadlineAndErrors, type CallRules, errorsOfStreams } from './middleware.js';

export interface ClientSettings {
  readonly endpoint: string;
  /** Full access: orders go out with it, and reads too unless there is a read token. */
  readonly token: string;
  readonly readToken?: string;
  /** A PEM file with the certificate authority of the broker's names, which Node does not know. */
  readonly caFile?: string;
  /** @default 5 s for reads, 20 s for lists of instruments, 3 s for orders and cancels */
  readonly deadlineMs?: Readonly<Partial<Record<DeadlineKind, number>>>;
  /** Who may call when. @default nothing waits */
  readonly budget?: RateBudget;
  /** Hears the broker's time with every answer. */
  readonly clock?: Pick<BrokerClock, 'heard'>;
  /** Hears of every call that failed. */
  readonly logger?: CallLogger;
}

type DeadlineKind = CallKind | 'list';

/**
 * Deadlines by kind of call. An order was seen to take half a second; what takes six times that is asked about. A list
 * of instruments is tens of megabytes.
 */
const DEADLINE_MS: Record<DeadlineKind, number> = { read: 5_000, write: 3_000, list: 20_000 };
const LISTS = /InstrumentsService\/(Shares|Bonds|Futures|Etfs|Currencies|Options|OptionsBy|GetAssets)$/;
const LARGEST_MESSAGE = 64 * 1024 * 1024;
/** Far more than a slow mobile line needs; a peer that never answers is given up and tried again. */
const CONNECT_WITHIN_MS = 5_000;
/** The name the contract asks programs to send, `<owner>.<repo>`: the broker's support finds our calls by it. */
const APP_NAME = 'trademan.trademan';

export interface GrpcClients {
  /** A client whose calls wait for the budget, have a deadline and throw errors by cause. */
  of<Service extends CompatServiceDefinition>(
    service: Service,
    kind: CallKind,
    /** @default the full one for writes, the read token, where there is one, for reads */
    token?: 'full',
  ): Client<Service, BudgetOptions>;
  /** A client for streams: no deadline; ended by a signal. */
  streamsOf<Service extends CompatServiceDefinition>(service: Service): Client<Service>;
  close(): void;
}

/** One channel for everything; loopback endpoints are plain text, all others are not. */
export function createGrpcClients(settings: ClientSettings): GrpcClients {
  const channel = createChannel(settings.endpoint, credentialsFor(settings), {
    'grpc.max_receive_message_length': LARGEST_MESSAGE,
    'grpc.keepalive_time_ms': KEEPALIVE.timeMs,
    'grpc.keepalive_timeout_ms': KEEPALIVE.timeoutMs,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    // The library's name for how long an attempt to connect may take, TLS and all.
    'grpc.min_reconnect_backoff_ms': CONNECT_WITHIN_MS,
    'grpc.max_reconnect_backoff_ms': 2_000,
    // Nothing but this code decides what is sent again: no policy of the library's, none found in DNS.
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
  });
  const metadataFor = (token: string) =>
    Metadata({ authorization: `Bearer ${token}`, 'x-app-name': APP_NAME });
  const readMetadata = metadataFor(settings.readToken ?? settings.token);
  const writeMetadata = metadataFor(settings.token);
  const { budget, logger, clock } = settings;
  if (budget) onDisconnect(channel, () => budget.disconnected());
  const rulesOf = (kind: CallKind): CallRules => ({
    kind,
    budget,
    logger,
    clock,
    deadlineMsOf: (path) => {
      const deadlineKind = LISTS.test(path) ? 'list' : kind;
      return settings.deadlineMs?.[deadlineKind] ?? DEADLINE_MS[deadlineKind];
    },
  });

  return {
    of: (service, kind, token) =>
      createClientFactory()
        .use(budgetDeadlineAndErrors(rulesOf(kind)))
        .create(service, channel, {
          '*': { metadata: kind === 'write' || token === 'full' ? writeMetadata : readMetadata },
        }),
    streamsOf: (service) =>
      createClientFactory()
        .use(errorsOfStreams({ budget, logger }))
        .create(service, channel, { '*': { metadata: readMetadata } }),
    close() {
      budget?.close();
      channel.close();
    },
  };
}

/** States of a channel, by the library's numbers. */
const READY = 2;
const SHUTDOWN = 4;

/** Calls whenever the connection that was there is gone, until the channel is closed. */
function onDisconnect(channel: Channel, tell: () => void): void {
  const state = channel.getConnectivityState(false);
  if (state === SHUTDOWN) return;
  channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () => {
    if (state === READY) tell();
    onDisconnect(channel, tell);
  });
}

function credentialsFor({ endpoint, caFile }: ClientSettings): ChannelCredentials {
  if (/^(localhost|127\.0\.0\.1|\[::1\])(:|$)/i.test(endpoint)) return ChannelCredentials.createInsecure();
  if (!caFile) return ChannelCredentials.createSsl();
  return ChannelCredentials.createSsl(
    Buffer.from([...rootCertificates, readFileSync(caFile, 'utf8')].join('\n')),
  );
}
