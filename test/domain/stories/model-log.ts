import { Decimal } from '../../../domain/decimal.js';
import { type Execution, emptyLeg, type Leg, type LegOrder } from '../../../domain/leg.js';
import { legOfOrders, type OrderFigures } from '../../../execution/leg-from-log.js';
import type { ModelPost } from '../model-exchange.js';

export interface Intent extends ModelPost {
  readonly number: number;
  readonly epoch: number;
  readonly wishVersion: number;
}

interface Row extends OrderFigures {
  readonly epoch: number;
}

/** The order log and the claim beside it, by the rules of `recordIntent` and `recordOutcome` in database/orders.ts. */
export class ModelLog {
  readonly #rows = new Map<number, Row>();
  /** Of who holds the claim; a claim that ran out is nobody's. */
  epoch = 0;
  wishVersion = 1;
  halted = false;
  /** A rule that is left out, only to see that the judge finds it. */
  without: 'claims and wishes' | 'the order of numbers' | 'the halt' | undefined;

  /** @returns false when nothing may be sent. */
  recordIntent(intent: Intent): boolean {
    const { number, epoch, wishVersion } = intent;
    const isOurs =
      this.without === 'claims and wishes' || (epoch === this.epoch && wishVersion === this.wishVersion);
    const known = this.#rows.get(number);
    const isFree = known === undefined || known.state === 'sent' || known.state === 'refused';
    const isNext =
      this.without === 'the order of numbers' ||
      [...this.#rows.values()].every(
        (row) => row.number >= number || row.state === 'final' || row.state === 'refused',
      );
    if (this.halted && this.without !== 'the halt') return false;
    if (!(isOurs && isFree && isNext)) return false;
    this.#write(intent, known);
    return true;
  }

  /** A hedge is sent already: nothing holds its entry back but what is known of it better. */
  recordHedge(intent: Intent): void {
    const known = this.#rows.get(intent.number);
    if (known === undefined || known.state === 'sent' || known.state === 'refused')
      this.#write(intent, known);
  }

  #write({ number, lots, price, epoch }: Intent, known: Row | undefined): void {
    this.#rows.set(number, {
      number,
      price,
      epoch,
      state: 'sent',
      lots: known?.doubted ? Math.max(known.lots, lots) : lots,
      doubted: known?.doubted ?? false,
      brokerOrderId: known?.brokerOrderId ?? null,
      executedLots: known?.executedLots ?? 0,
      executedValue: known?.executedValue ?? new Decimal(0),
      commission: new Decimal(0),
    });
  }

  recordOutcome(
    order: LegOrder,
    state: Row['state'],
    { epoch, executed = order.executed }: { epoch: number; executed?: Execution },
  ): void {
    const row = this.#rows.get(order.number);
    const isWord = state === 'working' || state === 'final' || row?.epoch === epoch;
    const stays = row?.state === 'final' && state !== 'final';
    if (!row || !isWord || stays || row.executedLots > executed.lots) return;
    this.#rows.set(order.number, {
      ...row,
      state,
      doubted: row.doubted || order.doubted,
      brokerOrderId: order.brokerOrderId ?? row.brokerOrderId,
      executedLots: executed.lots,
      executedValue: executed.value,
      commission: executed.commission,
    });
  }

  /** What may be on its way: nobody knows yet what became of it. */
  get sent(): readonly { readonly number: number; readonly lots: number; readonly price: Decimal }[] {
    return [...this.#rows.values()].filter(({ state }) => state === 'sent');
  }

  /** What whoever takes over knows. */
  leg(nowMs: number): Leg {
    const rows = [...this.#rows.values()].sort((one, other) => one.number - other.number);
    return legOfOrders(rows, nowMs, emptyLeg);
  }
}
