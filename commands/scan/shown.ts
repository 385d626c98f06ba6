/** Rows of a scan as people are shown them. */
import type { Decimal } from '../../domain/decimal.js';
import type { BookFigures, Figures } from '../../domain/scan/figures.js';
import { figuresOfRow, type ScanBasis, type ScanRow } from '../../domain/scan/rows.js';
import type { NextCommand } from '../define-command.js';

/** Roubles per far contract and percent a year, decimal strings. */
interface ShownEarning {
  readonly margin: string;
  readonly profit: string;
  readonly yearly: string;
}

interface ShownFigures extends ShownEarning {
  readonly farPrice: string;
  readonly nearPrice: string;
}

interface ShownBookFigures extends ShownFigures {
  /** Far contracts that they hold for. */
  readonly amount: number;
  readonly commission: string;
  readonly dividend: string;
}

/** What `POST /spreads` and the command `spread` take. */
export interface OfferedSpread {
  readonly farTicker: string;
  readonly nearTicker: string;
  readonly sell: boolean;
  readonly amount: number;
  readonly price: string;
  readonly ratio: string;
}

export interface ShownScanRow extends ShownEarning {
  readonly farTicker: string;
  readonly nearTicker: string;
  /** Near securities per far contract. */
  readonly ratio: string;
  readonly days: number;
  /** Of which prices `margin`, `profit` and `yearly` are. */
  readonly basis: ScanBasis;
  readonly tradable: boolean;
  readonly book: ShownBookFigures | null;
  readonly last: ShownFigures;
  readonly spread: OfferedSpread;
}

/** As fine as the broker's own figures. */
const ROUBLE_PLACES = 9;
const PERCENT_PLACES = 2;

const roubles = (value: Decimal): string => value.toDecimalPlaces(ROUBLE_PLACES).toFixed();

export function shownScanRow(row: ScanRow): ShownScanRow {
  const { pair, days, basis, tradable, book, last, amount, price } = row;
  const legs = { farTicker: pair.far.ticker, nearTicker: pair.near.ticker };
  const ratio = pair.ratio.toFixed();
  return {
    ...legs,
    ratio,
    days,
    basis,
    ...earningOf(figuresOfRow(row)),
    tradable,
    book: book ? shownBook(book) : null,
    last: shownFigures(last),
    spread: { ...legs, sell: true, amount, price: price.toFixed(), ratio },
  };
}

type Shown = Figures & { readonly yearly: Decimal };

const earningOf = ({ margin, profit, yearly }: Shown): ShownEarning => ({
  margin: roubles(margin),
  profit: roubles(profit),
  yearly: yearly.toFixed(PERCENT_PLACES),
});

const shownFigures = (figures: Shown): ShownFigures => ({
  farPrice: roubles(figures.farPrice),
  nearPrice: roubles(figures.nearPrice),
  ...earningOf(figures),
});

const shownBook = (book: BookFigures & Shown): ShownBookFigures => ({
  ...shownFigures(book),
  amount: book.amount,
  commission: roubles(book.commission),
  dividend: roubles(book.dividend),
});

/** The same as words of the chat: the ratio is that of the contracts, which is what is left out. */
export const spreadOffer = ({ spread }: { readonly spread: OfferedSpread }): NextCommand => ({
  command: 'spread',
  arguments: { ...spread },
  words: [
    spread.sell ? 'sell' : 'buy',
    String(spread.amount),
    spread.farTicker,
    spread.nearTicker,
    spread.price,
  ],
});
