import { Decimal } from '../domain/decimal.js';
import { isOrderable } from '../domain/dividend-scan/orderable.js';
import type { Instrument } from '../domain/instrument.js';
import type { ScanCommissions, ScanQuote } from '../domain/scan/market.js';
import type { OrderDesk } from './broker.js';
import { commissionRateOf, USUAL_RATE } from './commission.js';
import { BrokerError } from './errors.js';

/** A tariff changes once in months. */
const LIFE_MS = 3_600_000;
/** Where the broker refused the question for the one instrument that it was about. */
const REFUSED_LIFE_MS = 60_000;

const NOTHING = new Decimal(0);

type Kind = keyof ScanCommissions;

/** What the broker takes of shares and of futures: asked for one of either, which stands for all. */
export function createScanCommissions(orders: Pick<OrderDesk, 'cost'>) {
  const known = new Map<Kind, { readonly rate: Promise<Decimal>; readonly untilMs: number }>();

  const ask = async (instrument: Instrument, about: Decimal, kind: Kind): Promise<Decimal> => {
    try {
      return await commissionRateOf(instrument, about, orders);
    } catch (error) {
      if (!(error instanceof BrokerError) || !isAboutTheOrder(error)) {
        known.delete(kind);
        throw error;
      }
      known.set(kind, {
        rate: Promise.resolve(USUAL_RATE),
        untilMs: performance.now() + REFUSED_LIFE_MS,
      });
      return USUAL_RATE;
    }
  };

  const rateOf = (
    kind: Kind,
    chosen: readonly Instrument[],
    quotes: ReadonlyMap<string, ScanQuote>,
  ): Promise<Decimal> => {
    const before = known.get(kind);
    if (before && performance.now() < before.untilMs) return before.rate;
    const worthOf = (each: Instrument) => quotes.get(each.uid)?.lastPrice?.mul(each.lot) ?? NOTHING;
    const all = chosen.filter((each) => each.kind === kind && worthOf(each).gt(0));
    // What the broker takes no orders of it may tell no price of an order of.
    const tradable = all.filter((each) => isOrderable(each) && quotes.get(each.uid)?.status?.tradable);
    // Of what one lot costs a kopeck is rounded: the dearest lot tells the rate best.
    const [instrument] = (tradable.length > 0 ? tradable : all).sort((a, b) => worthOf(b).cmp(worthOf(a)));
    const price = instrument && quotes.get(instrument.uid)?.lastPrice;
    // Nothing of this kind has a price: no pair either that the rate would be used for.
    if (!instrument || !price) return Promise.resolve(USUAL_RATE);
    const rate = ask(instrument, price, kind);
    known.set(kind, { rate, untilMs: performance.now() + LIFE_MS });
    return rate;
  };

  /** @throws BrokerError */
  return async (
    chosen: readonly Instrument[],
    quotes: ReadonlyMap<string, ScanQuote>,
  ): Promise<ScanCommissions> => {
    const [share, future] = await Promise.all([
      rateOf('share', chosen, quotes),
      rateOf('future', chosen, quotes),
    ]);
    return { share, future };
  };
}

/** It says nothing about the line or the token: another order might be answered. */
const isAboutTheOrder = ({ code }: BrokerError): boolean => code === 'refused' || code === 'not-trading';
