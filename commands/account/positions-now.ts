import { pointsOf } from '../../broker/price-scale.js';
import { type SpreadHolding, spreadHoldings } from '../../database/index.js';
import { positionFigures, sumOf } from '../../domain/account/position-figures.js';
import { Decimal } from '../../domain/decimal.js';
import type { Portfolio, PortfolioPosition } from '../../domain/portfolio.js';
import type { CommandContext } from '../define-command.js';
import { type Holdings, readHoldings } from '../holdings.js';
import type { RunningOrder } from '../running-orders.js';
import { moneyRow } from './money-row.js';
import { moneyText, priceText } from './money-text.js';
import { type Named, namesOf } from './named.js';
import { type PositionRow, type PositionsAnswer, type Row, textsOf } from './position-row.js';

type Reader = Pick<CommandContext, 'broker' | 'db'>;

/** Four calls to the broker, whatever is held. */
export async function positionsNow({ broker, db }: Reader): Promise<PositionsAnswer> {
  const { mode, accountId } = broker;
  const [holdings, portfolio, guarantee, spreads] = await Promise.all([
    readHoldings({ broker, db }),
    broker.account.portfolio(),
    broker.account.guarantee(),
    spreadHoldings(db, { mode, accountId }),
  ]);
  const held = heldNow(holdings, portfolio);
  const [named, lastPrices] = await Promise.all([
    namesOf(held, { broker, db }),
    broker.instruments.lastPrices(held.flatMap((each) => (each.told?.lastPrice ? [] : [each.instrumentUid]))),
  ]);
  const securities = held.map((each) =>
    securityRow(each, {
      named: named(each.instrumentUid),
      lastPrice: each.told?.lastPrice ?? lastPrices.get(each.instrumentUid),
      running: holdings.running,
      spreads,
    }),
  );
  const money = holdings.currencies.flatMap((each) => moneyRow(each, portfolio, guarantee));
  const rows = [...securities, ...money];
  const inRoubles = (figure: 'worth' | 'profit') =>
    sumOf(rows.map(({ row, figures }) => (row.currency === 'RUB' ? figures[figure] : undefined)));
  const [worth, profit] = [inRoubles('worth'), inRoubles('profit')];
  return {
    items: rows.map(({ row }) => row),
    totals: {
      worth: worth.sum.toFixed(2),
      profit: profit.sum.toFixed(2),
      leftOut: worth.leftOut,
      portfolio: moneyText(portfolio.worth),
    },
    loading: holdings.loading,
  };
}

interface Held {
  readonly instrumentUid: string;
  readonly free: Decimal;
  readonly blocked: Decimal;
  readonly told: PortfolioPosition | undefined;
}

/** What `GetPositions` tells of securities and contracts is all of them; of other kinds only the portfolio does. */
const TOLD_BY_POSITIONS = new Set(['share', 'bond', 'etf', 'future']);

function heldNow({ securities }: Holdings, { positions }: Portfolio): Held[] {
  const told = new Map(positions.map((each) => [each.instrumentUid, each]));
  const fresh = securities
    .filter(({ free, blocked }) => free !== 0 || blocked !== 0)
    .map(({ instrumentUid, free, blocked }) => ({
      instrumentUid,
      free: new Decimal(free),
      blocked: new Decimal(blocked),
      told: told.get(instrumentUid),
    }));
  const known = new Set(securities.map(({ instrumentUid }) => instrumentUid));
  const others = positions.filter(
    ({ instrumentUid, kind }) =>
      kind !== 'currency' && !TOLD_BY_POSITIONS.has(kind) && !known.has(instrumentUid),
  );
  return [
    ...fresh,
    ...others.map((each) => ({
      instrumentUid: each.instrumentUid,
      free: each.amount,
      blocked: new Decimal(0),
      told: each,
    })),
  ];
}

interface Facts {
  readonly named: Named;
  readonly lastPrice: Decimal | undefined;
  readonly running: readonly RunningOrder[];
  readonly spreads: readonly SpreadHolding[];
}

function securityRow({ instrumentUid, free, blocked, told }: Held, facts: Facts): Row {
  const { named, lastPrice } = facts;
  const { instrument } = named;
  const amount = free.add(blocked);
  const kind = named.kind ?? told?.kind ?? 'unknown';
  const accruedInterest = told?.accruedInterest ?? instrument?.bond?.accruedInterest;
  const { averagePrice, variationMargin } = told ?? {};
  const figures = positionFigures({
    kind,
    amount,
    averagePrice,
    lastPrice,
    accruedInterest,
    variationMargin,
  });
  const row: PositionRow = {
    ticker: named.ticker,
    name: named.name,
    kind,
    instrumentUid,
    amount: amount.toFixed(),
    free: free.toFixed(),
    blocked: blocked.toFixed(),
    currency: named.currency ?? told?.currency ?? 'RUB',
    averagePrice: priceText(averagePrice),
    lastPrice: priceText(lastPrice),
    averagePoints: priceText(instrument && averagePrice && pointsOf(averagePrice, instrument)),
    lastPoints: priceText(instrument && lastPrice && pointsOf(lastPrice, instrument)),
    accruedInterest: priceText(accruedInterest),
    ...textsOf(figures),
    averageMayLag: told !== undefined && !told.amount.eq(amount),
    ...boundOf(instrumentUid, named.lot, facts),
  };
  return { row, figures };
}

/** What our running tasks are about to do with it, and what of it they count on. */
function boundOf(uid: string, lot: number | undefined, { running, spreads }: Facts) {
  const orders = running.filter(({ instrumentUid }) => instrumentUid === uid);
  const legs = spreads.filter(({ instrumentUid, lots }) => instrumentUid === uid && lots !== 0);
  const leftOf = (direction: RunningOrder['direction']) =>
    orders.filter((each) => each.direction === direction).reduce((sum, { left }) => sum + left, 0);
  const tasks = [...orders.flatMap(({ task }) => task ?? []), ...legs.map(({ taskId }) => taskId)];
  return {
    toBuy: leftOf('buy'),
    toSell: leftOf('sell'),
    heldBySpreads: legs.reduce((sum, { lots }) => sum + lots * (lot ?? 1), 0),
    tasks: [...new Set(tasks)],
  };
}
