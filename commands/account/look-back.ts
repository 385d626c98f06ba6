import type { Broker } from '../../broker/broker.js';
import { joinTrades } from '../../domain/account/join-trades.js';
import type { Operation } from '../../domain/account/operation.js';
import { ORDER_LIFE_MS, type Start, startOf, type Unexplained } from '../../domain/account/position-start.js';
import type { Trade } from '../../domain/account/trade.js';
import { DAY_MS } from '../../domain/moscow.js';
import type { AccountTrades } from './read-trades.js';

/** How far back positions are explained, from the first day that is asked about. */
const MOST_BACK_MS = 366 * DAY_MS;
/** A thousand operations each, of one instrument. */
const MOST_PAGES = 20;

interface Before {
  readonly begins: Date;
  /** What is read already. */
  readonly earlier: AccountTrades['earlier'];
}

/**
 * Where positions began that were held at a moment, by instrument uid: from the broker's operations of each, the newest
 * first, page by page until that is known. What was bought on the day before takes no call, most others take one each.
 */
export async function lookBack(
  broker: Pick<Broker, 'operations'>,
  positions: readonly Unexplained[],
  before: Before,
): Promise<ReadonlyMap<string, Start>> {
  const found = positions.map(
    async (position) => [position.instrumentUid, await startOne(broker, position, before)] as const,
  );
  return new Map(await Promise.all(found));
}

async function startOne(
  { operations }: Pick<Broker, 'operations'>,
  position: Unexplained,
  { begins, earlier }: Before,
): Promise<Start> {
  const { instrumentUid } = position;
  const isOf = (each: { readonly instrumentUid: string }): boolean => each.instrumentUid === instrumentUid;
  const trades = earlier.trades.filter((each) => isOf(each) && each.currency === ROUBLES);
  const others = earlier.others.filter(isOf);
  const read: Operation[] = [];
  const known = new Set(trades.map(({ order }) => order));
  const startSince = (since: Date): Start => {
    const older = joinTrades({ operations: read, logged: [], owners: new Map() });
    const inTime = older.filter(({ at, currency }) => at < begins && currency === ROUBLES);
    return startOf(position, {
      trades: [...inTime, ...trades].sort(byTime),
      moves: [...read, ...others].flatMap(({ kind, at }) => (kind === 'moved' ? [at] : [])),
      since,
    });
  };
  const to = new Date(begins.getTime() - ORDER_LIFE_MS);
  let start = startSince(to);
  if (start.isFound) return start;
  const span = { from: new Date(begins.getTime() - MOST_BACK_MS), to };
  let pages = 0;
  for await (const page of operations.backwards(span, instrumentUid)) {
    read.push(...page.filter(({ id }) => !known.has(id)));
    start = startSince(page.at(-1)?.at ?? span.from);
    pages += 1;
    if (start.isFound || pages === MOST_PAGES) break;
  }
  return start;
}

const ROUBLES = 'rub';

const byTime = (one: Trade, other: Trade): number => one.at.getTime() - other.at.getTime();
