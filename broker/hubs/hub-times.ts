/** How soon the hubs notice what they are not told. */
export interface HubTimes {
  /** How often pings are asked for: 5 s at least by the generated contract, 1 s by the newer one. */
  readonly pingMs: number;
  /** A stream that says nothing for so long, from its opening on, is dead. */
  readonly silenceMs: number;
  /** The first pause before a broken stream is opened again; it doubles, and is jittered. */
  readonly backoffMs: number;
  /** The first pause before the broker is asked again for a stream or subscription that it refused for its limits. */
  readonly refusedMs: number;
  /** A stream that begins with what is true now does so within this time: then nothing is read besides. */
  readonly graceMs: number;
  /** While an order works, the account's orders are read this often besides: a stream may lose an event. */
  readonly readBesideMs: number;
  /**
   * How long a subscription that nobody watches is kept: the next task in the instrument knows its book at once, and
   * streams are not opened and closed with every order.
   */
  readonly lingerMs: number;
  /** The same for what was only glanced at: hundreds of books, which cost as long as they are told. */
  readonly glanceLingerMs: number;
}

export const HUB_TIMES: HubTimes = {
  pingMs: 5_000,
  silenceMs: 12_000,
  backoffMs: 100,
  refusedMs: 10_000,
  graceMs: 50,
  readBesideMs: 5_000,
  lingerMs: 15_000,
  glanceLingerMs: 2_000,
};

/** What was refused for the broker's limits is asked for again at least this often. */
export const LAST_REFUSED_MS = 30_000;

export interface HubLimits {
  /** The contract's limit of counted subscriptions a stream: books count, trading statuses do not. */
  readonly subscriptionsAStream: number;
  /** The user has 16 market-data streams over all processes; so many of them are for this one. */
  readonly marketStreams: number;
}

export const HUB_LIMITS: HubLimits = { subscriptionsAStream: 300, marketStreams: 4 };
