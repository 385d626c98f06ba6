/** Two legs judged together: what is hedged, when it was due, and for how long it was not. */
import { Decimal } from '../../domain/decimal.js';
import { JudgedLeg, type JudgedTask, type LegTotals, mainLegOf, opposite } from './judged-leg.js';

/** Some near lots from the fill of the far leg that made them due until they were filled. Microseconds since 1970. */
export interface Stretch {
  readonly taskId: string;
  readonly nearTicker: string;
  readonly lots: number;
  readonly sinceUs: number;
  readonly untilUs: number;
}

export interface SpreadTotals {
  readonly far: LegTotals;
  readonly near: LegTotals;
  /** (far average × far executed − near average × near executed) / far executed. */
  readonly averagePrice: string | null;
  readonly commission: string;
  /** Near securities: far executed × ratio − near executed. */
  readonly unhedged: string;
}

export class JudgedSpread {
  readonly far: JudgedLeg;
  readonly near: JudgedLeg;
  /** First due, first filled. */
  readonly stretches: Stretch[] = [];
  /** The most near lots that were due at once and not filled. */
  mostDue = 0;
  readonly #ratio: Decimal;
  readonly #due: { lots: number; readonly sinceUs: number }[] = [];
  #dueSoFar = 0;

  constructor(task: JudgedTask, { ticker, lot, ratio }: NonNullable<JudgedTask['hedge']>) {
    this.#ratio = new Decimal(ratio);
    this.far = mainLegOf(task);
    this.near = new JudgedLeg({
      task,
      terms: this.far.terms,
      name: 'near',
      ticker,
      direction: opposite(task.direction),
      lot,
      isHedge: true,
      most: () => this.#dueLots,
    });
  }

  /** Whole near lots that what is filled of the far leg asks for. */
  get #dueLots(): number {
    return this.#owed(0).div(this.near.lot).floor().toNumber();
  }

  /** After a fill was added to one of its legs. */
  filled(leg: JudgedLeg, lots: number, atUs: number): void {
    if (leg === this.near) this.#hedged(lots, atUs);
    else this.#becameDue(atUs);
  }

  totals(): SpreadTotals {
    const { far, near } = this;
    const executed = far.tally.filled * far.lot;
    return {
      far: far.totals(),
      near: near.totals(),
      averagePrice: executed === 0 ? null : far.value.sub(near.value).div(executed).toFixed(),
      commission: far.commission.add(near.commission).toFixed(),
      unhedged: this.#owed(near.tally.filled).toFixed(),
    };
  }

  /** Those that last on end now. */
  stretchesUntil(nowUs: number): Stretch[] {
    const open = this.#due.map(({ lots, sinceUs }) => this.#stretch(lots, sinceUs, nowUs));
    return [...this.stretches, ...open];
  }

  #owed(nearLots: number): Decimal {
    return this.#ratio.mul(this.far.tally.filled * this.far.lot).sub(nearLots * this.near.lot);
  }

  #becameDue(atUs: number): void {
    const more = this.#dueLots - this.#dueSoFar;
    if (more > 0) this.#due.push({ lots: more, sinceUs: atUs });
    this.#dueSoFar += more;
    this.mostDue = Math.max(this.mostDue, this.#dueSoFar - this.near.tally.filled);
  }

  #hedged(lots: number, atUs: number): void {
    let left = lots;
    for (let first = this.#due[0]; left > 0 && first; first = this.#due[0]) {
      const some = Math.min(left, first.lots);
      this.stretches.push(this.#stretch(some, first.sinceUs, atUs));
      left -= some;
      first.lots -= some;
      if (first.lots === 0) this.#due.shift();
    }
  }

  #stretch(lots: number, sinceUs: number, untilUs: number): Stretch {
    return { taskId: this.far.task.id, nearTicker: this.near.ticker, lots, sinceUs, untilUs };
  }
}
