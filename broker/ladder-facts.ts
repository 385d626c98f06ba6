import type { LadderFacts } from '../domain/ladder/plan.js';
import type { Broker } from './broker.js';
import { BrokerError } from './errors.js';

/** An instrument that is wanted, as a list keeps it. */
export interface Listed {
  readonly ticker: string;
  /** Null where the broker never listed it. */
  readonly instrumentUid: string | null;
}

/**
 * Price limits come only with books, one call of the market data's 600 a minute each, which hedges need after a break
 * too. So they are asked for where few instruments are wanted; of more the broker's refusal (30099) is the reason. That is
 * rare: a purchase waits below the last price, far from `limitUp`, and a sale above it, far from `limitDown`.
 */
export const MOST_WITH_LIMITS = 10;

/**
 * What a ladder is planned with, in the order of what is wanted: the instruments, from the catalogue; their last prices,
 * one call for all; price limits of a few. What is gone from the catalogue has no instrument.
 * @throws BrokerError when the catalogue or the last prices cannot be read
 */
export async function readLadderFacts(
  { instruments }: Pick<Broker, 'instruments'>,
  wanted: readonly Listed[],
): Promise<LadderFacts[]> {
  const listed = await Promise.all(
    wanted.map(async ({ ticker, instrumentUid: uid }) => ({
      ticker,
      instrument: uid === null ? await instruments.byTicker(ticker) : await instruments.byUid(uid),
    })),
  );
  const uids = listed.flatMap(({ instrument }) => instrument?.uid ?? []);
  const [lastPrices, limits] = await Promise.all([instruments.lastPrices(uids), limitsOf(instruments, uids)]);
  return listed.map(({ ticker, instrument }) => ({
    ticker: instrument?.ticker ?? ticker,
    instrument,
    lastPrice: instrument && lastPrices.get(instrument.uid),
    ...(instrument && limits.get(instrument.uid)),
  }));
}

async function limitsOf(
  instruments: Broker['instruments'],
  uids: readonly string[],
): Promise<ReadonlyMap<string, Pick<LadderFacts, 'limitUp' | 'limitDown'>>> {
  if (uids.length > MOST_WITH_LIMITS) return new Map();
  const books = await Promise.all(
    uids.map(async (uid) => {
      try {
        const { limitUp, limitDown } = await instruments.book(uid);
        return [[uid, { limitUp, limitDown }] as const];
      } catch (error) {
        // Unknown limits are for the broker to judge.
        if (error instanceof BrokerError) return [];
        throw error;
      }
    }),
  );
  return new Map(books.flat());
}
