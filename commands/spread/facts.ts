/** What is known of a spread's legs, the account and the broker's own figures at this moment. */
import type { Broker } from '../../broker/broker.js';
import { readSettings } from '../../database/index.js';
import type { Decimal } from '../../domain/decimal.js';
import { edgesOf, type SessionEdges, type TradingInterval } from '../../domain/hours.js';
import { directionsOf } from '../../domain/spread/directions.js';
import { type AccountFacts, marginFacts, maxLotsOf, moneyFacts, type OrderFacts } from '../consent/facts.js';
import { type Holdings, type HoldingsReader, openPositionOf, readHoldings } from '../holdings.js';
import { marginNow } from '../order-cost.js';
import type { SpreadPair } from './pair.js';

export interface LegFacts extends OrderFacts {
  /** What the order that takes the other side pays now, the last price where nobody is there; undefined without both. */
  readonly price: Decimal | undefined;
  readonly sessions: readonly TradingInterval[] | undefined;
}

export interface SpreadFacts extends AccountFacts {
  readonly far: LegFacts;
  readonly near: LegFacts;
  readonly now: Date;
  /** Within these of a session no far order rests. */
  readonly edges: SessionEdges;
}

export interface SpreadSize extends SpreadPair {
  readonly sell: boolean;
  /** Far contracts. */
  readonly amount: number;
  /** Near securities. @default what hedges the far contracts */
  readonly nearAmount?: number;
}

/** @throws BrokerError while it cannot be asked */
export async function spreadFacts(
  { far, near, ratio, sell, amount, nearAmount = ratio.mul(amount).ceil().toNumber() }: SpreadSize,
  reader: HoldingsReader,
): Promise<SpreadFacts> {
  const directions = directionsOf(sell);
  const holdings = readHoldings(reader);
  const sources = { reader, holdings };
  const [farFacts, nearFacts, money, margin, settings] = await Promise.all([
    legFacts({ instrument: far, direction: directions.far, amount }, sources),
    legFacts({ instrument: near, direction: directions.near, amount: nearAmount }, sources),
    moneyFacts(reader, holdings),
    marginFacts(reader),
    readSettings(reader.db),
  ]);
  return { far: farFacts, near: nearFacts, ...money, ...margin, now: new Date(), edges: edgesOf(settings) };
}

interface Sources {
  readonly reader: HoldingsReader;
  readonly holdings: Promise<Holdings>;
}

async function legFacts(
  leg: Pick<LegFacts, 'instrument' | 'direction' | 'amount'>,
  { reader: { broker }, holdings }: Sources,
): Promise<LegFacts> {
  const { instrument } = leg;
  // First: it may tell a new value of a future's step, which prices are made with.
  const guarantee = await marginNow(instrument, broker);
  const [{ price, maxLots }, open, sessions] = await Promise.all([
    priceToTake(leg, broker).then(async (price) => ({
      price,
      // At the same price: what the two say of one order has to be comparable.
      maxLots: await maxLotsOf({ instrument, ...(price && { price }) }, broker),
    })),
    holdings.then((each) => openPositionOf(instrument, each)),
    broker.instruments.sessions(instrument),
  ]);
  return { ...leg, guarantee, price, open, maxLots, sessions };
}

async function priceToTake(
  { instrument: { uid }, direction }: Pick<LegFacts, 'instrument' | 'direction'>,
  { instruments }: Broker,
): Promise<Decimal | undefined> {
  const { bids, asks } = await instruments.book(uid);
  const taken = (direction === 'buy' ? asks : bids)[0]?.price;
  return taken ?? (await instruments.lastPrices([uid])).get(uid);
}
