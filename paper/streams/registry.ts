import { ContractError, Refusal } from '../errors.js';
import type { Fault, Faults } from '../faults/faults.js';
import type { Outbox } from './outbox.js';

/** How many streams of a kind one user may have open. */
const LIMITS: Readonly<Record<string, number>> = {
  MarketDataStream: 16,
  MarketDataServerSideStream: 16,
  OrderStateStream: 10,
  TradesStream: 10,
  PositionsStream: 2,
  PortfolioStream: 2,
};
const DEFAULT_LIMIT = 2;

type OpenStream = Pick<Outbox<unknown>, 'cut' | 'silence' | 'end'>;

/** Every open stream by its method: for the limits, and so that faults can strike them. */
export class StreamRegistry {
  readonly #open = new Map<string, Set<OpenStream>>();
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** @returns what to call when the stream is over. @throws ContractError when there are too many. */
  enter(method: string, stream: OpenStream): () => void {
    const streams = this.#open.get(method) ?? new Set();
    this.#open.set(method, streams);
    if (streams.size >= (LIMITS[method] ?? DEFAULT_LIMIT)) {
      stream.end();
      throw new ContractError(Refusal.tooManyStreams);
    }
    streams.add(stream);
    const fault = this.#faults.strike(method, ['cut-stream', 'silent-stream']);
    if (fault) strikeStream(stream, fault);
    return () => streams.delete(stream);
  }

  /** Strikes the streams that are open now. @returns how many. */
  strike(fault: Fault): number {
    const struck = [...this.#open]
      .filter(([method]) => fault.method === '*' || fault.method === method)
      .flatMap(([, streams]) => [...streams]);
    for (const stream of struck) strikeStream(stream, fault);
    return struck.length;
  }

  count(method: string): number {
    return this.#open.get(method)?.size ?? 0;
  }

  get limits(): { limit: number; streams: string[]; open: number }[] {
    return Object.entries(LIMITS).map(([method, limit]) => ({
      limit,
      streams: [method],
      open: this.count(method),
    }));
  }

  endAll(): void {
    for (const streams of this.#open.values()) for (const stream of [...streams]) stream.end();
  }
}

function strikeStream(stream: OpenStream, { kind, ms }: Fault): void {
  if (kind === 'cut-stream') stream.cut();
  else {
    stream.silence();
    if (ms > 0) setTimeout(() => stream.cut(), ms).unref();
  }
}
