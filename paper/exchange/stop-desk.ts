import { v4 as uuidv4 } from 'uuid';
import { ContractError, Refusal } from '../errors.js';
import { type PaperInstrument, priceOf } from '../instruments/instrument.js';
import { formatNano } from '../money.js';
import type { PaperOrder } from '../state/order.js';
import type { ExchangeState } from '../state/state.js';
import { childTicks, type PaperStop } from '../stops/stop.js';
import type { StopDistance } from '../stops/stop-events.js';
import type { Distance } from '../stops/triggers.js';
import type { OrderRequest } from './checks.js';
import { matches } from './conditions.js';
import type { Floor } from './floor.js';
import type { Listing } from './listing.js';
import type { Recorder } from './recorder.js';
import { checkStop, type StopRequest } from './stop-checks.js';

/** How late a stop order that nobody asks about may be noted to have expired. */
const EXPIRY_STEP_MS = 200;

/**
 * Keeps stop orders until a price triggers them. Every last price of an operation is shown to the stops of its
 * instrument when the matching is done, and what they place belongs to that operation, its own trades included.
 */
export class StopDesk {
  readonly #state: ExchangeState;
  readonly #floor: Floor;
  readonly #recorder: Recorder;
  readonly #prepare: (request: OrderRequest) => () => PaperOrder;
  readonly #now: () => number;
  readonly #hidden = new Set<string>();
  /** The contract does not promise what a repeat under a used key does: this says whether it is the first one again. */
  honoursKeys = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: {
    state: ExchangeState;
    floor: Floor;
    recorder: Recorder;
    /** Checks an order; what it returns places it. */
    prepare: (request: OrderRequest) => () => PaperOrder;
    /** @default the system's clock */
    now?: () => number;
  }) {
    this.#state = parts.state;
    this.#floor = parts.floor;
    this.#recorder = parts.recorder;
    this.#prepare = parts.prepare;
    this.#now = parts.now ?? Date.now;
    parts.floor.beforeCommit = () => this.#showPrices();
  }

  /** The time that expiry dates are held against, in ms. */
  get nowMs(): number {
    return this.#now();
  }

  /** Stops expire in time from now on. A long timer would not outlive a sleeping computer or a changed clock. */
  start(): void {
    this.expire();
    this.#timer = setInterval(() => this.expire(), EXPIRY_STEP_MS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** @throws ContractError when it is refused; its key is free then. */
  place(request: StopRequest, { hideMs }: { hideMs: number }): PaperStop {
    return this.#floor.operate(() => {
      const { instrument } = request;
      const listing = this.#floor.listing(instrument);
      const condition = this.#state.condition(instrument);
      const ticks = checkStop(request, { condition, listing, nowMs: this.nowMs });
      const price = (of: number) => formatNano(priceOf(instrument, of));
      const stopOrderId = uuidv4();
      this.#recorder.record({
        kind: 'stop-placed',
        stopOrderId,
        requestId: request.requestId,
        accountId: request.account.id,
        ticker: instrument.ticker,
        direction: request.direction,
        lots: request.lots,
        stopType: request.kind,
        stopPrice: price(ticks.stop),
        child: request.child,
        ...(ticks.limit === undefined ? {} : { price: price(ticks.limit) }),
        ...(ticks.trailing && {
          trailing: {
            indent: written(instrument, ticks.trailing.indent),
            spread: written(instrument, ticks.trailing.spread),
          },
        }),
        ...(request.expiresAtMs === undefined
          ? {}
          : { expiresAt: new Date(request.expiresAtMs).toISOString() }),
        margin: request.margin,
      });
      if (hideMs > 0) this.#hide(stopOrderId, hideMs);
      // Coming back after a restart, the market must not jump across a stop.
      if (listing.unkept) this.#floor.keep(listing);
      // A trailing stop may begin with the price that is known already.
      this.look(instrument);
      const stop = this.#state.stops.all.get(stopOrderId);
      if (!stop) throw new Error(`stop order ${stopOrderId} was recorded and is not there`);
      return stop;
    });
  }

  /** @throws ContractError when it is not active any more. */
  cancel(stop: PaperStop): void {
    this.expire();
    if (stop.status !== 'active') {
      throw new ContractError(Refusal.stopNotCancelled, `the stop order is ${stop.status}`);
    }
    this.#floor.operate(() =>
      this.#recorder.record({ kind: 'stop-cancelled', ...named(stop), cause: 'client' }),
    );
  }

  /** Shows the last price to the stops of an instrument when the operation ends: they see none while nothing trades. */
  look(instrument: PaperInstrument): void {
    if (!this.#state.stops.of(instrument)) return;
    const listing = this.#floor.listing(instrument);
    this.#floor.unseen.push({ listing, ticks: listing.lastTicks });
  }

  /** Ends what is due. */
  expire(): void {
    if (this.#state.stops.due(this.nowMs)) this.#floor.operate(() => this.#expire());
  }

  /** Hidden stop orders are found by no call. */
  isHidden({ stopOrderId }: PaperStop): boolean {
    return this.#hidden.has(stopOrderId);
  }

  #expire(): void {
    const { nowMs } = this;
    for (let stop = this.#state.stops.due(nowMs); stop; stop = this.#state.stops.due(nowMs)) {
      this.#recorder.record({ kind: 'stop-cancelled', ...named(stop), cause: 'expired' });
    }
  }

  /** What a stop places may trade in turn: until there is no price left that stops have not seen. */
  #showPrices(): void {
    const { unseen } = this.#floor;
    for (let seen = unseen.shift(); seen; seen = unseen.shift()) this.#show(seen.listing, seen.ticks);
  }

  #show({ instrument }: Listing, lastTicks: number): void {
    if (!this.#state.stops.of(instrument) || !matches(this.#state.condition(instrument))) return;
    this.#expire();
    const stops = this.#state.stops.of(instrument);
    if (stops?.wouldFollow(lastTicks)) {
      const price = formatNano(priceOf(instrument, lastTicks));
      this.#recorder.keep({ kind: 'stops-followed', ticker: instrument.ticker, price });
    }
    for (let stop = stops?.met(lastTicks); stop; stop = stops?.met(lastTicks)) this.#trigger(stop, lastTicks);
  }

  #trigger(stop: PaperStop, lastTicks: number): void {
    const { instrument, placed } = stop;
    const price = (ticks: number) => formatNano(priceOf(instrument, ticks));
    const limitTicks = childTicks(stop, lastTicks);
    const triggered = {
      kind: 'stop-triggered' as const,
      ...named(stop),
      stopPrice: placed.stopPrice,
      lastPrice: price(lastTicks),
      ...(limitTicks === undefined ? {} : { price: price(limitTicks) }),
      childRequestId: uuidv4(),
    };
    const place = this.#check(stop, { limitTicks, requestId: triggered.childRequestId });
    if (place instanceof ContractError) {
      this.#recorder.record(triggered);
      this.#recorder.record({
        kind: 'stop-cancelled',
        ...named(stop),
        cause: 'refused',
        code: place.code,
      });
      return;
    }
    this.#recorder.record({ ...triggered, orderId: this.#state.nextOrderId });
    place();
  }

  /** @returns what places the child, or why it is refused. */
  #check(
    { instrument, placed }: PaperStop,
    { limitTicks, requestId }: { limitTicks: number | undefined; requestId: string },
  ): (() => PaperOrder) | ContractError {
    const account = this.#state.accounts.get(placed.accountId);
    if (!account) return new ContractError(Refusal.accountNotFound);
    try {
      return this.#prepare({
        requestId,
        account,
        instrument,
        direction: placed.direction,
        kind: placed.child,
        timeInForce: 'day',
        lots: placed.lots,
        priceNano: limitTicks === undefined ? undefined : priceOf(instrument, limitTicks),
        priceUnit: 'points',
        margin: placed.margin,
      });
    } catch (error) {
      if (error instanceof ContractError) return error;
      throw error;
    }
  }

  #hide(stopOrderId: string, hideMs: number): void {
    this.#hidden.add(stopOrderId);
    setTimeout(() => this.#hidden.delete(stopOrderId), hideMs).unref();
  }
}

const named = ({ stopOrderId, placed, instrument }: PaperStop) => ({
  stopOrderId,
  requestId: placed.requestId,
  accountId: placed.accountId,
  ticker: instrument.ticker,
  direction: placed.direction,
  lots: placed.lots,
});

const written = (instrument: PaperInstrument, distance: Distance): StopDistance =>
  distance.type === 'absolute'
    ? { type: 'absolute', value: formatNano(priceOf(instrument, distance.ticks)) }
    : { type: 'relative', value: formatNano(BigInt(distance.percentNano)) };
