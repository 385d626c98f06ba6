/** What ends a day or an instrument does to accounts. Money moves by whole amounts of 10^-9 roubles, nothing is rounded. */
import { addTrade, type PaperAccount, positionIn } from '../accounts/account.js';
import { type PaperInstrument, roublesOf } from '../instruments/instrument.js';

export type SettlementEvent =
  /** The day's clearing: what futures have gained or lost since the last one is paid. Prices in ticks, by ticker. */
  | {
      readonly kind: 'cleared';
      readonly atMs: number;
      readonly ticks: Readonly<Record<string, number>>;
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

export function applySettlement(
  event: SettlementEvent,
  account: PaperAccount,
  instrumentOf: (ticker: string) => PaperInstrument,
): void {
  if (event.kind === 'cleared') {
    for (const [ticker, ticks] of Object.entries(event.ticks))
      payMargin(account, { instrument: instrumentOf(ticker), ticks });
    return;
  }
  const instrument = instrumentOf(event.ticker);
  const position = account.positions.get(instrument.uid);
  if (!position || position.amount === 0) return;
  const { amount } = position;
  if (event.kind === 'redeemed') account.money += BigInt(amount) * BigInt(event.nominalNano);
  else {
    const worth = payMargin(account, { instrument, ticks: event.ticks });
    if (event.delivers) {
      const shares = positionIn(account, instrumentOf(event.delivers.ticker));
      account.money += addTrade(shares, amount * event.delivers.size, worth);
    }
  }
  Object.assign(position, { amount: 0, cost: 0n });
}

/** Pays a future's gain or loss and counts on from the price. @returns the position's worth at it. */
function payMargin(
  account: PaperAccount,
  { instrument, ticks }: { instrument: PaperInstrument; ticks: number },
): bigint {
  const position = account.positions.get(instrument.uid);
  if (!position) return 0n;
  const worth = roublesOf(instrument, ticks) * BigInt(position.amount);
  account.money += worth - position.cost;
  position.cost = worth;
  return worth;
}
