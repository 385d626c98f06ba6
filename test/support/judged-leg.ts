/** What the judge keeps of each task, leg and order. */
import { Decimal } from '../../domain/decimal.js';
import { Direction } from '../../domain/order.js';
import type { LedgerEvent } from './paper-control.js';
import { type HaltsOverTime, TermsOverTime } from './terms-over-time.js';

/** What was asked for. The ledger's prices are roubles for shares and their futures, which these are. */
export interface JudgedTask {
  readonly key: string;
  readonly id: string;
  /** Of a spread, as all of these: its far leg's. */
  readonly ticker: string;
  readonly direction: 'buy' | 'sell';
  /** Securities in a lot. */
  readonly lot: number;
  readonly targetLots: number;
  /** Per security; of a spread, per far contract. */
  readonly limitPrice: string | null;
  /** Where target and limit were amended; else those above count at all times. */
  readonly terms?: TermsOverTime;
  /** Its pauses, and its stop. */
  readonly rests?: HaltsOverTime;
  /** Of spreads alone. */
  readonly hedge?: { readonly ticker: string; readonly lot: number; readonly ratio: string };
}

/** What the exchange says a leg has come to. */
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

export interface JudgedLegOptions {
  readonly task: JudgedTask;
  readonly terms: TermsOverTime;
  /** As keys are made of it. */
  readonly name: 'far' | 'near';
  readonly ticker: string;
  readonly direction: 'buy' | 'sell';
  readonly lot: number;
  /** It only makes neutral what was executed of the other leg: no halt holds it back, nor is it written down before. */
  readonly isHedge: boolean;
  /** The most that may be filled and working between these moments. */
  readonly most: (fromUs: number, toUs: number) => number;
}

export class JudgedLeg {
  readonly task: JudgedTask;
  readonly terms: TermsOverTime;
  readonly name: 'far' | 'near';
  readonly ticker: string;
  readonly direction: 'buy' | 'sell';
  readonly lot: number;
  readonly isHedge: boolean;
  readonly most: (fromUs: number, toUs: number) => number;
  readonly tally = new Tally();
  readonly orders: JudgedOrder[] = [];
  keysTo = 0;

  constructor({ task, terms, name, ticker, direction, lot, isHedge, most }: JudgedLegOptions) {
    this.task = task;
    this.terms = terms;
    this.name = name;
    this.ticker = ticker;
    this.direction = direction;
    this.lot = lot;
    this.isHedge = isHedge;
    this.most = most;
  }

  /** As findings tell of it. */
  get title(): string {
    return this.task.hedge ? `${this.task.id} (${this.name})` : this.task.id;
  }

  /** Roubles. */
  get value(): Decimal {
    return this.#sum(({ value }) => value);
  }

  get commission(): Decimal {
    // Of each order as a whole, to the kopeck, as the exchange takes it.
    return this.#sum(({ value }) => value.mul(COMMISSION).toDecimalPlaces(2, Decimal.ROUND_HALF_UP));
  }

  totals(): LegTotals {
    const { filled, working } = this.tally;
    return {
      filled,
      working,
      orders: this.orders.length,
      averagePrice: filled === 0 ? null : this.value.div(filled * this.lot).toFixed(),
      commission: this.commission.toFixed(),
    };
  }

  #sum(of: (order: JudgedOrder) => Decimal): Decimal {
    return this.orders.reduce((total, order) => total.add(of(order)), new Decimal(0));
  }
}

/** The leg that adds risk: its target and its limit are what was asked for. */
export function mainLegOf(task: JudgedTask): JudgedLeg {
  const { ticker, direction, lot } = task;
  const terms = task.terms ?? new TermsOverTime(task);
  const most = (fromUs: number, toUs: number) =>
    Math.max(...terms.possible(fromUs, toUs).map(({ targetLots }) => targetLots));
  const name = task.hedge ? 'far' : 'near';
  return new JudgedLeg({ task, terms, name, ticker, direction, lot, isHedge: false, most });
}

export const opposite = (direction: 'buy' | 'sell'): 'buy' | 'sell' =>
  direction === Direction.buy ? Direction.sell : Direction.buy;

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

export interface LegJudgement {
  /** Lots executed at the end. */
  readonly filled: number;
  /** Lots still working at the end. */
  readonly working: number;
  /** The most that filled + working ever came to, and at which entry. */
  readonly most: number;
  readonly mostAt: number;
}

/** Adds up filled + working lots of the orders with these keys after each entry. */
export function judgeLeg(events: readonly LedgerEvent[], requestIds: ReadonlySet<string>): LegJudgement {
  const tally = new Tally();
  for (const event of events)
    if (event.requestId !== undefined && requestIds.has(event.requestId)) tally.add(event);
  const { filled, working, most, mostAt } = tally;
  return { filled, working, most, mostAt };
}
