/** What ends a day or an instrument does to accounts. Money moves by whole amounts of 10^-9 roubles, nothing is rounded. */
import { addTrade, type PaperAccount, positionIn, positionOf } from '../accounts/account.js';
import type { CashMove } from '../accounts/operations-log.js';
import { type PaperInstrument, roublesOf } from '../instruments/instrument.js';

/** Whoever holds an instrument gets so much (a decimal string of 10^-9 roubles) for each; whoever is short pays it. */
export interface Payout {
  readonly reason: 'dividend' | 'coupon';
  readonly ticker: string;
  readonly atMs: number;
  readonly nano: string;
}

export type SettlementEvent =
  /** The day's clearing: what futures have gained or lost since the last one is paid. Prices in ticks, by ticker. */
  | {
      readonly kind: 'cleared';
      readonly atMs: number;
      readonly ticks: Readonly<Record<string, number>>;
      /** What holders get besides. */
      readonly payouts?: readonly Payout[];
      /** In the first of all: when the exchange opened. */
      readonly openedAtMs?: number;
    }
  /** A future has ended at a price. `delivers`: its shares change hands at that price. */
  | {
      readonly kind: 'expired';
      readonly ticker: string;
      readonly atMs: number;
      readonly ticks: number;
      readonly delivers?: { readonly ticker: string; readonly size: number };
    }
  /** A bond has matured: its nominal (a decimal string of 10^-9 roubles) is paid for each. */
  | {
      readonly kind: 'redeemed';
      readonly ticker: string;
      readonly atMs: number;
      readonly nominalNano: string;
    };

/** @returns what it moves, as operations of the account. */
export function applySettlement(
  event: SettlementEvent,
  account: PaperAccount,
  instrumentOf: (ticker: string) => PaperInstrument,
): CashMove[] {
  const { atMs } = event;
  if (event.kind === 'cleared') {
    const margins = Object.entries(event.ticks).flatMap(([ticker, ticks]) =>
      payMargin(account, { instrument: instrumentOf(ticker), ticks, atMs }),
    );
    const payouts = (event.payouts ?? []).flatMap((payout) =>
      payOut(account, instrumentOf(payout.ticker), payout),
    );
    return [...margins, ...payouts];
  }
  const { ticker } = event;
  const instrument = instrumentOf(ticker);
  const position = account.positions.get(instrument.uid);
  if (!position || position.amount === 0) return [];
  const { amount } = position;
  const moves: CashMove[] = [];
  if (event.kind === 'redeemed') {
    moves.push(
      move(account, { reason: 'redemption', nano: BigInt(amount) * BigInt(event.nominalNano), atMs, ticker }),
    );
  } else {
    moves.push(...payMargin(account, { instrument, ticks: event.ticks, atMs }));
    if (event.delivers) {
      const shares = positionIn(account, instrumentOf(event.delivers.ticker));
      const nano = addTrade(shares, amount * event.delivers.size, position.cost);
      moves.push(move(account, { reason: 'delivery', nano, atMs, ticker: event.delivers.ticker }));
    }
  }
  Object.assign(position, { amount: 0, cost: 0n });
  return moves;
}

/** Pays a future's gain or loss and counts on from the price: the position's cost is its worth then. */
function payMargin(
  account: PaperAccount,
  { instrument, ticks, atMs }: { instrument: PaperInstrument; ticks: number; atMs: number },
): CashMove[] {
  const position = account.positions.get(instrument.uid);
  if (!position) return [];
  const worth = roublesOf(instrument, ticks) * BigInt(position.amount);
  const nano = worth - position.cost;
  position.cost = worth;
  return nano === 0n
    ? []
    : [move(account, { reason: 'variation-margin', nano, atMs, ticker: instrument.ticker })];
}

function payOut(
  account: PaperAccount,
  instrument: PaperInstrument,
  { reason, ticker, atMs, nano }: Payout,
): CashMove[] {
  const { amount } = positionOf(account, instrument);
  return amount === 0 ? [] : [move(account, { reason, nano: BigInt(amount) * BigInt(nano), atMs, ticker })];
}

function move(account: PaperAccount, cash: CashMove): CashMove {
  account.money += cash.nano;
  return cash;
}
