import type { Catalogue } from '../instruments/catalogue.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import type { ExchangeEvent } from '../state/events.js';
import { OrderedList } from './ordered-list.js';
import { type PaperStop, readTicks, type StopProgress, stopOf } from './stop.js';
import { TriggerIndex } from './trigger-index.js';

/** Stops that ended are remembered up to this many, and keys of forgotten ones. */
const REMEMBERED = 10_000;
const REMEMBERED_KEYS = 50_000;

/** One line of a snapshot. */
export type StoredStops =
  | { readonly placed: PaperStop['placed']; readonly progress: StopProgress }
  | { readonly key: string; readonly stopOrderId: string };

/** What all events add up to about stop orders. */
export class StopState {
  /** In the order they came. */
  readonly all = new Map<string, PaperStop>();
  readonly active = new Map<string, PaperStop>();
  readonly #ended = new Map<string, PaperStop>();
  readonly #byInstrument = new Map<PaperInstrument, TriggerIndex>();
  readonly #expiries = new OrderedList<PaperStop>(
    (a, b) => a.expiresAtMs - b.expiresAtMs || a.number - b.number,
  );
  readonly #idByKey = new Map<string, string>();
  readonly #catalogue: Catalogue;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** The id of the stop that was placed under an idempotency key; UUIDs compare without case. */
  idByKey(accountId: string, requestId: string): string | undefined {
    return this.#idByKey.get(keyOf({ accountId, requestId }));
  }

  /** The active stops of an instrument, `undefined` when there are none. */
  of(instrument: PaperInstrument): TriggerIndex | undefined {
    return this.#byInstrument.get(instrument);
  }

  /** Those that have active stops. */
  get instruments(): Iterable<PaperInstrument> {
    return this.#byInstrument.keys();
  }

  /** The next one to end by itself, when it is due. */
  due(nowMs: number): PaperStop | undefined {
    const { first } = this.#expiries;
    return first && first.expiresAtMs <= nowMs ? first : undefined;
  }

  apply(event: ExchangeEvent): void {
    if (event.kind === 'stop-placed') this.#add(stopOf(event, this.#instrument(event.ticker)));
    else if (event.kind === 'stops-followed') {
      const instrument = this.#instrument(event.ticker);
      this.#byInstrument.get(instrument)?.follow(readTicks(instrument, event.price));
    } else if (event.kind === 'stop-triggered') {
      const stop = this.#end(event.stopOrderId, 'executed');
      stop.triggeredAtMs = Math.floor(event.atUs / 1000);
      stop.orderId = event.orderId;
      stop.childTicks = event.price === undefined ? undefined : readTicks(stop.instrument, event.price);
    } else if (event.kind === 'stop-cancelled') {
      const stop = this.#end(event.stopOrderId, event.cause === 'expired' ? 'expired' : 'cancelled');
      stop.refusal = event.code;
    }
  }

  #add(stop: PaperStop): void {
    this.all.set(stop.stopOrderId, stop);
    this.#idByKey.set(keyOf(stop.placed), stop.stopOrderId);
    if (stop.status !== 'active') {
      this.#ended.set(stop.stopOrderId, stop);
      return;
    }
    this.active.set(stop.stopOrderId, stop);
    if (stop.expiresAtMs !== Number.POSITIVE_INFINITY) this.#expiries.add(stop);
    const index = this.#byInstrument.get(stop.instrument) ?? new TriggerIndex();
    index.add(stop);
    this.#byInstrument.set(stop.instrument, index);
  }

  #end(stopOrderId: string, status: PaperStop['status']): PaperStop {
    const stop = this.all.get(stopOrderId);
    if (!stop) throw new Error(`the journal names stop order ${stopOrderId}, which was never placed`);
    stop.status = status;
    this.#ended.set(stopOrderId, stop);
    if (!this.active.delete(stopOrderId)) return stop;
    this.#expiries.remove(stop);
    const index = this.#byInstrument.get(stop.instrument);
    index?.remove(stop);
    if (index?.size === 0) this.#byInstrument.delete(stop.instrument);
    this.#forget();
    return stop;
  }

  #forget(): void {
    for (const stopOrderId of this.#ended.keys()) {
      if (this.#ended.size <= REMEMBERED) break;
      this.#ended.delete(stopOrderId);
      this.all.delete(stopOrderId);
    }
    for (const key of this.#idByKey.keys()) {
      if (this.#idByKey.size <= REMEMBERED_KEYS + this.active.size) break;
      this.#idByKey.delete(key);
    }
  }

  /** Everything as lines of JSON, oldest first; `restore` of each makes the same state. */
  *take(): Generator<StoredStops> {
    for (const [key, stopOrderId] of this.#idByKey) {
      if (!this.all.has(stopOrderId)) yield { key, stopOrderId };
    }
    for (const { placed, ...stop } of this.all.values()) {
      const { status, extremum, triggeredAtMs, childTicks, orderId, refusal } = stop;
      yield { placed, progress: { status, extremum, triggeredAtMs, childTicks, orderId, refusal } };
    }
  }

  restore(line: StoredStops): void {
    if ('key' in line) this.#idByKey.set(line.key, line.stopOrderId);
    else {
      const { placed, progress } = line;
      this.#add(Object.assign(stopOf(placed, this.#instrument(placed.ticker)), progress));
    }
  }

  #instrument(ticker: string): PaperInstrument {
    const instrument = this.#catalogue.byTicker(ticker);
    if (!instrument) throw new Error(`the journal names ${ticker}, which is not listed`);
    return instrument;
  }
}

const keyOf = ({ accountId, requestId }: { accountId: string; requestId: string }): string =>
  `${accountId} ${requestId.toLowerCase()}`;
