import { ContractError, Refusal } from '../errors.js';
import type { Fault, Faults } from '../faults/faults.js';
import type { Outbox } from './outbox.js';

const PACKAGE = 'tinkoff.public.invest.api.contract.v1';

interface Kind {
  readonly limit: number;
  readonly service: string;
  readonly methods: readonly string[];
}

/** How many streams one user may have open; the methods of a line share its limit. */
const KINDS: readonly Kind[] = [
  {
    limit: 16,
    service: 'MarketDataStreamService',
    methods: ['MarketDataStream', 'MarketDataServerSideStream'],
  },
  { limit: 10, service: 'OrdersStreamService', methods: ['OrderStateStream'] },
  { limit: 10, service: 'OrdersStreamService', methods: ['TradesStream'] },
  { limit: 2, service: 'OperationsStreamService', methods: ['PositionsStream'] },
  { limit: 2, service: 'OperationsStreamService', methods: ['PortfolioStream'] },
];

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
    const kind = KINDS.find(({ methods }) => methods.includes(method));
    if (kind && this.#countOf(kind) >= kind.limit) {
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

  /** Methods by their full names, as unary ones are told. */
  get limits(): { limit: number; streams: string[]; open: number }[] {
    return KINDS.map((kind) => ({
      limit: kind.limit,
      streams: kind.methods.map((method) => `${PACKAGE}.${kind.service}/${method}`),
      open: this.#countOf(kind),
    }));
  }

  #countOf({ methods }: Kind): number {
    return methods.reduce((sum, method) => sum + (this.#open.get(method)?.size ?? 0), 0);
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
