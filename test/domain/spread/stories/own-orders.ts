/** Orders of the account where the hedge is traded, which none of the deciders placed: how they are, and how they are seen. */
import type { OwnOrder } from '../../../../domain/follow.js';
import { ORDER_LIFE_MS } from '../../../../domain/tend-order.js';
import type { ModelMarket, ModelOwn } from './model-market.js';
import { NEAR } from './spread-world.js';

/** The market crosses none of them, and what would trade with one is killed. */
export class OwnOrders {
  readonly #sell: boolean;
  #placed = 0;
  #away: (ModelOwn & { readonly backAtMs: number })[] = [];
  working: readonly ModelOwn[] = [];

  constructor(sell: boolean) {
    this.#sell = sell;
  }

  place({ placedBy, ticks, lots }: Omit<ModelOwn, 'key'>): void {
    this.#placed += 1;
    this.working = [...this.working, { key: `own-${this.#placed}`, placedBy, ticks, lots }];
  }

  placeBehind({ bid }: ModelMarket, order: Pick<ModelOwn, 'placedBy' | 'lots'> & { behind: number }): void {
    this.place({ ...order, ticks: this.#sell ? bid + 1 + order.behind : bid - order.behind });
  }

  end(nth: number): void {
    this.working = this.working.filter((_, index) => index !== nth);
  }

  /** What the market has crossed was executed. */
  crossed({ bid }: ModelMarket): void {
    this.working = this.working.filter(({ ticks }) => (this.#sell ? ticks > bid : ticks <= bid));
  }

  /** The task that placed it places it again, an order's life later. @returns what it was, if it worked */
  withdraw(key: string, nowMs: number): ModelOwn | undefined {
    const order = this.working.find((each) => each.key === key);
    if (!order) return undefined;
    this.working = this.working.filter((each) => each !== order);
    this.#away.push({ ...order, backAtMs: nowMs + ORDER_LIFE_MS });
    return order;
  }

  pass(nowMs: number): void {
    const back = this.#away.filter(({ backAtMs }) => backAtMs <= nowMs);
    this.#away = this.#away.filter((order) => !back.includes(order));
    for (const order of back) this.place(order);
  }

  /** How far an order of the account with this limit gets. */
  upTo(ticks: number): number {
    const own = this.working.map((order) => order.ticks);
    return this.#sell
      ? Math.min(ticks, ...own.map((each) => each - 1))
      : Math.max(ticks, ...own.map((each) => each + 1));
  }
}

/** As executors do: the end of one is waited for so long, and one that could not be withdrawn is left alone for so long. */
const AWAITED_MS = 250;
const KEPT_MS = 500;
const LOOKS_UNTIL_KNOWN = 5;

/** What a process knows of them besides what anybody sees: whose they are, and which it has withdrawn. */
export class SeenOwnOrders {
  readonly #gone = new Map<string, { readonly atMs: number; readonly forNumber: number }>();
  readonly #leavingUntilMs = new Map<string, number>();
  readonly #keptUntilMs = new Map<string, number>();
  readonly #looks = new Map<string, number>();

  /** A cancel is under way; its answer may never come. */
  leaves(key: string, nowMs: number): void {
    this.#leavingUntilMs.set(key, nowMs + AWAITED_MS);
    this.#keptUntilMs.set(key, nowMs + AWAITED_MS + KEPT_MS);
  }

  /** It was answered. */
  told(key: string, isGone: boolean, { nowMs, nextNumber }: { nowMs: number; nextNumber: number }): void {
    this.#leavingUntilMs.delete(key);
    this.#keptUntilMs.delete(key);
    if (isGone) this.#gone.set(key, { atMs: nowMs, forNumber: nextNumber });
    else this.#keptUntilMs.set(key, nowMs + KEPT_MS);
  }

  seen(
    own: readonly ModelOwn[],
    { sell, nowMs, nextNumber }: { sell: boolean; nowMs: number; nextNumber: number },
  ): OwnOrder[] {
    return own.map(({ key, ticks, lots, placedBy }): OwnOrder => {
      const direction = sell ? 'sell' : 'buy';
      const order: OwnOrder = { clientOrderId: key, direction, price: NEAR.tick.mul(ticks), lots };
      const gone = this.#gone.get(key);
      if (gone?.forNumber === nextNumber) return { ...order, endedAtMs: gone.atMs };
      const leavingUntilMs = this.#leavingUntilMs.get(key) ?? 0;
      if (leavingUntilMs > nowMs) return { ...order, placedBy: 'task', leavingUntilMs };
      if ((this.#keptUntilMs.get(key) ?? 0) > nowMs)
        return { ...order, placedBy: 'elsewhere', leftAlone: 'kept' };
      const looks = this.#looks.get(key) ?? 0;
      this.#looks.set(key, looks + 1);
      return looks < LOOKS_UNTIL_KNOWN ? order : { ...order, placedBy };
    });
  }
}
