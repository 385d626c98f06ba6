import { isFinal, type OrderSnapshot } from '../domain/order.js';
import type { Broker } from './broker.js';
import { BrokerError, NotFoundError, RateLimitedError } from './errors.js';
import { pause, untilRead, untilSent } from './until-sent.js';

/** What became of an order that was to be cancelled. */
export type OrderCancelOutcome =
  /** Its final state, with what was executed before. */
  | { readonly kind: 'ended'; readonly order: OrderSnapshot }
  /** No list of today holds it. */
  | { readonly kind: 'gone' }
  /** The broker refuses it, or cannot be asked: it may work. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** The caller gave up first: it may be cancelled or work. */
  | { readonly kind: 'left' };

export interface CancelOrdersOptions {
  /** Called as soon as each is known. */
  readonly onOutcome?: (brokerOrderId: string, outcome: OrderCancelOutcome) => void;
  /** Ends the waiting for the rate limit; what was sent is not called back. */
  readonly signal?: AbortSignal;
}

/** The list has a limit of its own, three times as many calls a minute. */
const READ_EVERY_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** So often the broker may refuse to cancel what works. */
const REFUSALS = 5;

/**
 * Cancels orders in the order given, as fast as the limit allows, and reads their final states: a cancel that succeeded or
 * failed says nothing of what was executed before it. One list serves all that were answered meanwhile. Doing it twice
 * does no harm.
 */
export async function cancelOrders(
  { orders }: Pick<Broker, 'orders'>,
  ids: readonly string[],
  { onOutcome, signal }: CancelOrdersOptions = {},
): Promise<ReadonlyMap<string, OrderCancelOutcome>> {
  const outcomes = new Map<string, OrderCancelOutcome>();
  const read = pacedReading(() => untilRead(() => orders.today(), signal), READ_EVERY_MS);

  async function outcomeOf(brokerOrderId: string): Promise<OrderCancelOutcome> {
    let refusals = 0;
    for (let tries = 0; ; tries += 1) {
      const error = await cancel(brokerOrderId);
      if (signal?.aborted) return { kind: 'left' };
      const order = (await read()).find((each) => each.brokerOrderId === brokerOrderId);
      if (!order) return { kind: 'gone' };
      if (isFinal(order.status)) return { kind: 'ended', order };
      // 30059 was seen for one that was partly filled and worked on: it is cancelled again.
      if (error && !isDoubt(error)) refusals += 1;
      if (refusals >= REFUSALS || (error && !(error instanceof NotFoundError) && !isDoubt(error)))
        return { kind: 'failed', error };
      await pause(Math.min(READ_EVERY_MS * 2 ** tries, LONGEST_PAUSE_MS), signal);
    }
  }

  async function cancel(brokerOrderId: string): Promise<BrokerError | undefined> {
    const options = { priority: 'cancel', ...(signal && { whileWaiting: signal }) } as const;
    try {
      await untilSent(() => orders.cancel({ brokerOrderId }, options), signal);
      return undefined;
    } catch (error) {
      if (error instanceof BrokerError) return error;
      throw error;
    }
  }

  await Promise.all(
    [...new Set(ids)].map(async (brokerOrderId) => {
      const outcome = await outcomeOf(brokerOrderId).catch(
        (error: unknown): OrderCancelOutcome =>
          signal?.aborted ? { kind: 'left' } : { kind: 'failed', error },
      );
      outcomes.set(brokerOrderId, outcome);
      onOutcome?.(brokerOrderId, outcome);
    }),
  );
  return outcomes;
}

const isDoubt = (error: BrokerError): boolean =>
  error.remedy === 'ask-first' || error instanceof RateLimitedError;

/** One reading at a time for all who ask before it begins, and so many milliseconds between two beginnings. */
function pacedReading<T>(read: () => Promise<T>, everyMs: number): () => Promise<T> {
  let coming: Promise<T> | undefined;
  let beganAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    coming ??= pause(Math.max(0, beganAtMs + everyMs - performance.now())).then(() => {
      coming = undefined;
      beganAtMs = performance.now();
      return read();
    });
    return coming;
  };
}
