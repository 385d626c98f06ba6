import { besides } from '../../domain/account/locked-roubles.js';
import { positionFigures } from '../../domain/account/position-figures.js';
import { Decimal } from '../../domain/decimal.js';
import type { MoneyPosition, Portfolio } from '../../domain/portfolio.js';
import { priceText } from './money-text.js';
import { type PositionRow, type Row, textsOf } from './position-row.js';

/** Money of one currency; roubles even where there are none, and with what futures lock. */
export function moneyRow(
  { currency, free, blocked }: MoneyPosition,
  { positions, roubles }: Portfolio,
  guarantee: Decimal | undefined,
): Row[] {
  const isRouble = currency === 'rub';
  const locked = isRouble ? blocked.add(besides({ free, blocked, guarantee, roubles })) : blocked;
  const amount = free.add(locked);
  const unitsText = (units: Decimal) => (isRouble ? units.toFixed(2) : units.toFixed());
  if (!isRouble && amount.isZero()) return [];
  const told = positions.find(({ isoCurrency }) => isoCurrency === currency);
  const price = isRouble ? new Decimal(1) : told?.lastPrice;
  const averagePrice = isRouble ? undefined : told?.averagePrice;
  const figures = positionFigures({ kind: 'currency', amount, averagePrice, lastPrice: price });
  const row: PositionRow = {
    ticker: currency.toUpperCase(),
    name: null,
    kind: 'currency',
    instrumentUid: told?.instrumentUid ?? null,
    amount: unitsText(amount),
    free: unitsText(free),
    blocked: unitsText(locked),
    currency: told?.currency ?? 'RUB',
    averagePrice: priceText(averagePrice),
    lastPrice: priceText(price),
    averagePoints: null,
    lastPoints: null,
    accruedInterest: null,
    ...textsOf(figures),
    averageMayLag: told !== undefined && !told.amount.eq(amount),
    toBuy: 0,
    toSell: 0,
    heldBySpreads: 0,
    tasks: [],
  };
  return [{ row, figures }];
}
