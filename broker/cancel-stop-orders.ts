import { type StopSnapshot, StopStatus } from '../domain/stop-order.js';
import type { Broker } from './broker.js';
import { BrokerError, NotFoundError, RateLimitedError } from './errors.js';
import { pause, untilRead, untilSent } from './until-sent.js';

/** What became of a stop order that was to be cancelled. */
export type StopCancelOutcome =
  /** `stop` where it had to be looked up; one with a time of triggering ended because its child was refused. */
  | { readonly kind: 'cancelled'; readonly stop?: StopSnapshot }
  /** It triggered first: `childOrderId` is the exchange's id of what it placed. */
  | { readonly kind: 'executed'; readonly stop: StopSnapshot; readonly childOrderId: string | undefined }
  | { readonly kind: 'expired'; readonly stop: StopSnapshot }
  /** It is not active; the broker does not tell what became of it. */
  | { readonly kind: 'gone' }
  /** The broker refuses it, or cannot be asked: it may be active. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** The caller gave up first: it may be cancelled or active. */
  | { readonly kind: 'left' };

export interface CancelStopOrdersOptions {
  /** Called as soon as each is known. */
  readonly onOutcome?: (stopOrderId: string, outcome: StopCancelOutcome) => void;
  /** Ends the waiting for the rate limit; what was sent is not called back. */
  readonly signal?: AbortSignal;
  /** Asked in the moment of each sending, after all waiting; if false it is certainly not sent, and `left`. */
  readonly maySend?: () => boolean;
  /** When the oldest of them was placed, where that is known; older ones that are over are `gone`. @default 31 days ago */
  readonly placedSince?: Date;
}

const MONTH_MS = 31 * 86_400_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** So often cancels may find nothing of what the list holds as active. */
const CONTRADICTIONS = 5;

/**
 * Cancels stop orders in the order given, as fast as the limit allows: all that is left of it at once, then as much again
 * in the moment of each reset. What is cancelled says so itself; all the others are looked up together at the end, which
 * takes one call or two of the same limit. Doing it twice does no harm.
 */
export async function cancelStopOrders(
  { stopOrders }: Pick<Broker, 'stopOrders'>,
  ids: readonly string[],
  { onOutcome, signal, maySend, placedSince = new Date(Date.now() - MONTH_MS) }: CancelStopOrdersOptions = {},
): Promise<ReadonlyMap<string, StopCancelOutcome>> {
  const outcomes = new Map<string, StopCancelOutcome>();
  const contradictions = new Map<string, number>();
  const settle = (stopOrderId: string, outcome: StopCancelOutcome) => {
    outcomes.set(stopOrderId, outcome);
    onOutcome?.(stopOrderId, outcome);
  };

  /** @returns why it is not settled yet. */
  async function cancel(stopOrderId: string): Promise<BrokerError | undefined> {
    try {
      const options = {
        priority: 'cancel',
        ...(signal && { whileWaiting: signal }),
        ...(maySend && { maySend }),
      } as const;
      await untilSent(() => stopOrders.cancel(stopOrderId, options), signal);
      settle(stopOrderId, { kind: 'cancelled' });
      return undefined;
    } catch (error) {
      if (error instanceof RateLimitedError) settle(stopOrderId, { kind: 'left' });
      else if (error instanceof NotFoundError) return error;
      else if (error instanceof BrokerError && error.remedy === 'ask-first') return error;
      else settle(stopOrderId, { kind: 'failed', error });
      return undefined;
    }
  }

  /** @returns those that are still active. */
  async function lookUp(unsettled: readonly (readonly [string, BrokerError])[]): Promise<string[]> {
    const stops = byId(await untilRead(() => stopOrders.since(placedSince), signal));
    const isMissing = unsettled.some(([stopOrderId]) => !stops.has(stopOrderId));
    // One that was placed before then may be active all the same.
    const active = isMissing ? byId(await untilRead(() => stopOrders.active(), signal)) : stops;
    return unsettled.flatMap(([stopOrderId, error]) => {
      const outcome = outcomeOf(stops.get(stopOrderId) ?? active.get(stopOrderId));
      if (outcome) {
        settle(stopOrderId, outcome);
        return [];
      }
      const times = (contradictions.get(stopOrderId) ?? 0) + (error instanceof NotFoundError ? 1 : 0);
      contradictions.set(stopOrderId, times);
      if (times < CONTRADICTIONS) return [stopOrderId];
      settle(stopOrderId, { kind: 'failed', error });
      return [];
    });
  }

  let open = [...new Set(ids)];
  for (let pauseMs = FIRST_PAUSE_MS; open.length > 0; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const tried = await Promise.all(
      open.map(async (stopOrderId) => {
        const error = await cancel(stopOrderId);
        return error ? [[stopOrderId, error] as const] : [];
      }),
    );
    const unsettled = tried.flat();
    if (unsettled.length === 0) break;
    try {
      signal?.throwIfAborted();
      open = await lookUp(unsettled);
    } catch (error) {
      const outcome: StopCancelOutcome = signal?.aborted ? { kind: 'left' } : { kind: 'failed', error };
      for (const [stopOrderId] of unsettled) settle(stopOrderId, outcome);
      break;
    }
    if (open.length > 0) await pause(pauseMs, signal);
  }
  return outcomes;
}

const byId = (stops: readonly StopSnapshot[]): ReadonlyMap<string, StopSnapshot> =>
  new Map(stops.map((stop) => [stop.stopOrderId, stop]));

/** Undefined while it may be active. */
function outcomeOf(stop: StopSnapshot | undefined): StopCancelOutcome | undefined {
  if (!stop) return { kind: 'gone' };
  if (stop.status === StopStatus.cancelled) return { kind: 'cancelled', stop };
  if (stop.status === StopStatus.expired) return { kind: 'expired', stop };
  if (stop.status === StopStatus.executed) return { kind: 'executed', stop, childOrderId: stop.childOrderId };
  return undefined;
}
