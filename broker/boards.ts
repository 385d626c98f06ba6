/** Which of several boards a ticker stands for. */
import type { Instrument } from '../domain/instrument.js';
import { writtenTickers } from '../domain/written-ticker.js';

export interface Boards {
  /** What a ticker alone stands for, by its capital letters; without those where that is not decided. */
  readonly main: ReadonlyMap<string, Instrument>;
  /** All that have one ticker, the best first; only where there are several. */
  readonly several: ReadonlyMap<string, readonly Instrument[]>;
}

export function boardsOf(all: Iterable<Instrument>): Boards {
  const main = new Map<string, Instrument>();
  const several = new Map<string, Instrument[]>();
  for (const each of all) {
    const ticker = each.ticker.toUpperCase();
    const [first, others] = [main.get(ticker), several.get(ticker)];
    if (others) others.push(each);
    else if (first) several.set(ticker, [first, each]);
    else main.set(ticker, each);
  }
  for (const [ticker, choices] of several) {
    const [best, ...others] = choices.sort(rather);
    if (!best) continue;
    if (others.some((other) => isUndecided(best, other))) main.delete(ticker);
    else main.set(ticker, best);
  }
  return { main, several };
}

/** By a ticker, or by one with its board, `SBER@TQBR`, in any case. */
export function listedAs(ticker: string, { main, several }: Boards): Instrument | undefined {
  for (const { code, board } of writtenTickers(ticker)) {
    const first = main.get(code);
    const choices = several.get(code) ?? (first ? [first] : []);
    if (choices.length === 0) continue;
    return board === null ? first : choices.find(({ classCode }) => classCode.toUpperCase() === board);
  }
  return undefined;
}

/** The boards where the exchange's own shares, funds, state and company bonds, and futures trade. */
const MAIN_BOARDS = new Set(['TQBR', 'TQTF', 'TQOB', 'TQCB', 'SPBFUT']);

/** Of several boards with one ticker: what can be traded by API, then roubles, then the main one. */
const rank = ({ apiTradable, currency, classCode }: Instrument): number =>
  (apiTradable ? 4 : 0) + (currency === 'RUB' ? 2 : 0) + (MAIN_BOARDS.has(classCode) ? 1 : 0);

/** Tickers of futures come again after ten years: the one that lives longer is meant. */
const longer = (one: Instrument, other: Instrument): number =>
  one.future && other.future ? other.future.expiresAt.getTime() - one.future.expiresAt.getTime() : 0;

const rather = (one: Instrument, other: Instrument): number => rank(other) - rank(one) || longer(one, other);

/** No rule says which, and a person has to: on one board the first that the broker tells is meant. */
const isUndecided = (best: Instrument, other: Instrument): boolean =>
  rather(best, other) === 0 && best.classCode !== other.classCode;
