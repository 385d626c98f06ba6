/** What the judge keeps of each task and order. */
import { Decimal } from '../../domain/decimal.js';
import type { LedgerEvent } from './paper-control.js';
import { TermsOverTime } from './terms-over-time.js';

/** What was asked for. The ledger's prices are roubles for shares, which these are. */
export interface JudgedTask {
  readonly key: string;
  readonly id: string;
  readonly ticker: string;
  readonly direction: 'buy' | 'sell';
  /** Securities in a lot. */
  readonly lot: number;
  readonly targetLots: number;
  /** Per security. */
  readonly limitPrice: string | null;
  /** Where target and limit were amended; else those above count at all times. */
  readonly terms?: TermsOverTime;
}

/** What the exchange says a task has come to. */
export interface LegTotals {
  readonly filled: number;
  readonly working: number;
  readonly orders: number;
  /** Exact average price of one security. */
  readonly averagePrice: string | null;
  readonly commission: string;
}

export interface JudgedOrder {
  readonly leg: JudgedLeg | undefined;
  readonly lots: number;
  /** When it was on its way already, in microseconds since 1970. */
  readonly sinceUs: number;
  working: number;
  filled: number;
  /** Roubles. */
  value: Decimal;
}

const COMMISSION = new Decimal('0.0005');

export class JudgedLeg {
  readonly task: JudgedTask;
  readonly terms: TermsOverTime;
  readonly tally = new Tally();
  readonly orders: JudgedOrder[] = [];
  keysTo = 0;

  constructor(task: JudgedTask) {
    this.task = task;
    this.terms = task.terms ?? new TermsOverTime(task);
  }

  totals(): LegTotals {
    const sum = (of: (order: JudgedOrder) => Decimal) =>
      this.orders.reduce((total, order) => total.add(of(order)), new Decimal(0));
    const { filled, working } = this.tally;
    const average = sum(({ value }) => value).div(filled * this.task.lot || 1);
    // Of each order as a whole, to the kopeck, as the exchange takes it.
    const commission = sum(({ value }) => value.mul(COMMISSION).toDecimalPlaces(2, Decimal.ROUND_HALF_UP));
    return {
      filled,
      working,
      orders: this.orders.length,
      averagePrice: filled === 0 ? null : average.toFixed(),
      commission: commission.toFixed(),
    };
  }
}

/** Filled and working lots of one leg, entry by entry. */
export class Tally {
  filled = 0;
  working = 0;
  /** The most that filled + working ever came to, and at which entry. */
  most = 0;
  mostAt = 0;

  add({ seq, kind, lots = 0 }: LedgerEvent): void {
    if (kind === 'accepted') this.working += lots;
    else if (kind === 'fill') {
      this.filled += lots;
      this.working -= lots;
    } else if (kind === 'cancelled') this.working -= lots;
    if (this.filled + this.working <= this.most) return;
    this.most = this.filled + this.working;
    this.mostAt = seq;
  }
}
