import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { Book } from '../../domain/book.js';
import { Decimal } from '../../domain/decimal.js';
import {
  asked,
  cancelSent,
  doubted,
  emptyLeg,
  executionOf,
  existsUnseen,
  type Leg,
  notFound,
  notSent,
  refused,
  sending,
  told,
} from '../../domain/leg.js';
import { nextLegAction } from '../../domain/next-leg-action.js';
import { ModelExchange, type PostFate } from './model-exchange.js';

const LOT = 10;
const LIMIT = new Decimal('100.5');
const UID = 'uid';

/** One thing that happens; a story is a list of them, and shrinks to the shortest that breaks a promise. */
export type Happening =
  | { what: 'look'; fate: Fate; cancelLoses: boolean; answerLost: boolean }
  | { what: 'fill'; lots: number }
  | { what: 'price'; ticks: number }
  | { what: 'status'; tradable: boolean }
  | {
      what:
        | 'pause'
        | 'run'
        | 'stop'
        | 'crash'
        | 'arrive'
        | 'hide'
        | 'appear'
        | 'stream'
        | 'lose-claim'
        | 'regain-claim'
        | 'halt'
        | 'unhalt';
    }
  | { what: 'later'; ms: number }
  | { what: 'raise-target'; by: number };

/** What becomes of a post; with its limit used up it never gets to the exchange. */
type Fate = PostFate | 'limit-used-up';

const fate = fc.constantFrom<Fate>(
  'answered',
  'answered',
  'answer-lost',
  'late',
  'never-arrives',
  'duplicate-answer',
  'refused',
  'limit-used-up',
);
export const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant('look' as const),
      fate,
      cancelLoses: fc.boolean(),
      answerLost: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constant('fill' as const), lots: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('price' as const), ticks: fc.integer({ min: -8, max: 8 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('later' as const), ms: fc.integer({ min: 1, max: 6_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('status' as const), tradable: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('raise-target' as const), by: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constantFrom(
        'pause',
        'run',
        'crash',
        'arrive',
        'hide',
        'appear',
        'stream',
        'lose-claim',
        'regain-claim',
        'halt',
        'unhalt',
      ),
    }),
  },
);

/** A leg in the hands of somebody who looks, acts and crashes, over the model exchange. */
export class Story {
  readonly exchange = new ModelExchange(UID);
  leg: Leg = emptyLeg;
  /** What the order log holds: written before sending, and with every settled order. */
  log: Leg = emptyLeg;
  mode: 'run' | 'pause' | 'stop' = 'run';
  target = 10;
  tradable = true;
  mayOpen = true;
  halted = false;
  mustAsk = false;
  bid = new Decimal('100');
  nowMs = 0;
  settled: string | undefined;

  book(): Book {
    return {
      instrumentUid: UID,
      bids: [{ price: this.bid, lots: 1_000 }],
      asks: [{ price: this.bid.add('0.1'), lots: 1_000 }],
      limitDown: new Decimal('50'),
    };
  }

  look(happens: { fate: Fate; cancelLoses: boolean; answerLost: boolean }): void {
    const action = nextLegAction({
      direction: 'buy',
      wish: { mode: this.mode, targetLots: this.target, limitPrice: LIMIT },
      leg: this.leg,
      market: {
        tradable: this.tradable,
        book: this.book(),
        priceStep: new Decimal('0.1'),
        lot: LOT,
        ownOrders: [],
      },
      mayOpen: this.mayOpen,
      halted: this.halted,
      mustAsk: this.mustAsk,
      moveAllowedAtMs: 0,
      nowMs: this.nowMs,
    });
    this.settled = action.kind === 'settle' ? action.reason : undefined;
    switch (action.kind) {
      case 'post': {
        expect(this.mayOpen).toBe(true);
        expect(this.halted).toBe(false);
        expect(action.price.lte(LIMIT)).toBe(true);
        this.leg = sending(this.leg, { ...action, nowMs: this.nowMs });
        this.log = this.leg;
        if (happens.fate === 'limit-used-up') {
          this.leg = notSent(this.leg);
          break;
        }
        const killUnfilled = action.timeInForce === 'fill-and-kill';
        const answer = this.exchange.post(
          { key: String(action.number), lots: action.lots, price: action.price, killUnfilled },
          happens.fate,
        );
        if (answer === 'unknown') this.leg = doubted(this.leg, this.nowMs);
        else if (answer === 'duplicate') this.leg = existsUnseen(this.leg, this.nowMs);
        else if (answer === 'refused') this.leg = refused(this.leg);
        else this.leg = told(this.leg, answer, { lot: LOT, isAnswer: false });
        break;
      }
      case 'cancel':
        if (!happens.cancelLoses) this.exchange.cancel(String(action.order.number));
        this.leg = cancelSent(this.leg, this.nowMs);
        break;
      case 'ask': {
        const snapshot = happens.answerLost ? undefined : this.exchange.find(String(action.order.number));
        if (happens.answerLost) this.leg = asked(this.leg, this.nowMs);
        else if (!snapshot) this.leg = notFound(this.leg, this.nowMs);
        else {
          this.mustAsk = false;
          this.leg = told(asked(this.leg, this.nowMs), snapshot, { lot: LOT, isAnswer: true });
        }
        break;
      }
    }
    if (!this.leg.current) this.log = this.leg;
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.exchange.nowMs = this.nowMs;
  }

  /** Everything in memory is gone; whoever takes over knows the log alone, and asks. */
  crash(): void {
    const { current } = this.log;
    this.leg = current
      ? {
          ...this.log,
          current: {
            ...current,
            phase: 'doubtful',
            doubted: true,
            doubtSinceMs: this.nowMs,
            lostAtMs: this.nowMs,
            askedAtMs: undefined,
            asks: 0,
          },
        }
      : this.log;
    this.mustAsk = true;
  }

  happen(happening: Happening): void {
    switch (happening.what) {
      case 'look':
        this.look(happening);
        break;
      case 'fill':
        this.exchange.fill(happening.lots);
        break;
      case 'price':
        this.bid = this.bid.add(new Decimal(happening.ticks).div(10));
        break;
      case 'status':
        this.tradable = happening.tradable;
        break;
      case 'later':
        this.pass(happening.ms);
        break;
      case 'raise-target':
        this.target += happening.by;
        break;
      case 'arrive':
        this.exchange.arrive();
        break;
      case 'hide':
        this.exchange.hidden = true;
        break;
      case 'appear':
        this.exchange.hidden = false;
        break;
      case 'stream': {
        const snapshot = this.leg.current && this.exchange.find(String(this.leg.current.number));
        if (snapshot) this.leg = told(this.leg, snapshot, { lot: LOT, isAnswer: false });
        break;
      }
      case 'crash':
        this.crash();
        break;
      case 'lose-claim':
        this.mayOpen = false;
        break;
      case 'regain-claim':
        this.mayOpen = true;
        break;
      case 'halt':
      case 'unhalt':
        this.halted = happening.what === 'halt';
        break;
      default:
        this.mode = happening.what;
    }
  }

  judge(): void {
    expect(this.exchange.filledLots + this.exchange.workingLots).toBeLessThanOrEqual(this.target);
    expect(executionOf(this.leg).lots).toBeLessThanOrEqual(this.exchange.filledLots);
    for (const order of this.exchange.orders.values()) expect(order.price.lte(LIMIT)).toBe(true);
  }

  /** Nothing goes wrong any more, and everything that was on its way has arrived. */
  calmDown(): void {
    this.exchange.hidden = false;
    this.tradable = true;
    this.mayOpen = true;
    this.halted = false;
    for (let i = 0; i < 20; i += 1) this.exchange.arrive();
  }

  untilSettled(): void {
    for (let turn = 0; turn < 400 && this.settled === undefined; turn += 1) {
      this.look({ fate: 'answered', cancelLoses: false, answerLost: false });
      this.judge();
      if (this.mode === 'run') this.exchange.fill(3);
      this.happen({ what: 'stream' });
      this.pass(300);
    }
  }
}
