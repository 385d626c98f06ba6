/** The exchange with one instrument of every kind, each with a book whose roubles were worked out by hand. */
import { v4 as uuidv4 } from 'uuid';
import type { Broker, LimitOrder } from '../../../broker/index.js';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import { isFinal } from '../../../domain/order.js';
import { eventually } from '../../support/eventually.js';
import { type PaperBroker, startPaperBroker } from '../paper-broker.js';

/** Prices as the exchange quotes them, and what each is in roubles of one security or contract. */
export interface Quoted {
  readonly what: string;
  /** A ticker, or the letters before the month of a quarterly future: the second expiry from now is taken. */
  readonly ticker: string;
  readonly kind: Instrument['kind'];
  readonly lot: number;
  /** A step, as roubles. */
  readonly step: string;
  readonly bid: readonly [quoted: string, roubles: string];
  /** One lot is offered at the first, enough at the second. */
  readonly asks: readonly [
    readonly [quoted: string, roubles: string],
    readonly [quoted: string, roubles: string],
  ];
  /** What three lots cost that take both asks, and the exchange's 0.05 % of it, to the kopeck. */
  readonly value: string;
  readonly commission: string;
}

export const KINDS: readonly Quoted[] = [
  {
    what: 'a share',
    ticker: 'SBER',
    kind: 'share',
    lot: 10,
    step: '0.01',
    bid: ['300', '300'],
    asks: [
      ['300.1', '300.1'],
      ['300.5', '300.5'],
    ],
    value: '9011',
    commission: '4.51',
  },
  {
    // 0.001 % of 1,000 roubles.
    what: 'a bond',
    ticker: 'SU29013RMFS8',
    kind: 'bond',
    lot: 1,
    step: '0.01',
    bid: ['97', '970'],
    asks: [
      ['97.5', '975'],
      ['97.501', '975.01'],
    ],
    value: '2925.02',
    commission: '1.46',
  },
  {
    what: 'a fund',
    ticker: 'TMOS',
    kind: 'etf',
    lot: 1,
    step: '0.01',
    bid: ['6.2', '6.2'],
    asks: [
      ['6.21', '6.21'],
      ['6.22', '6.22'],
    ],
    value: '18.65',
    commission: '0.01',
  },
  {
    what: 'a future on a share',
    ticker: 'SR',
    kind: 'future',
    lot: 1,
    step: '1',
    bid: ['31000', '31000'],
    asks: [
      ['31010', '31010'],
      ['31011', '31011'],
    ],
    value: '93032',
    commission: '46.52',
  },
  {
    // Ten points are worth 16.2715 roubles.
    what: 'a future whose point is no rouble',
    ticker: 'RI',
    kind: 'future',
    lot: 1,
    step: '16.2715',
    bid: ['112000', '182240.8'],
    asks: [
      ['112010', '182257.0715'],
      ['112020', '182273.343'],
    ],
    value: '546803.7575',
    commission: '273.4',
  },
  {
    what: 'a perpetual future with a lot of 100',
    ticker: 'SBERF',
    kind: 'future',
    lot: 100,
    step: '0.01',
    bid: ['306', '306'],
    asks: [
      ['306.5', '306.5'],
      ['306.52', '306.52'],
    ],
    value: '91954',
    commission: '45.98',
  },
];

export interface Scene {
  readonly paper: PaperBroker;
  readonly broker: Broker;
  readonly quoted: Quoted;
  readonly instrument: Instrument;
  /** At the best bid, where it rests, unless told otherwise. */
  order(change?: Partial<LimitOrder>): LimitOrder;
  /** Takes both asks: one lot of the first, two of the second. */
  taking(): LimitOrder;
}

export const MONEY = '10000000';

export async function openContract() {
  const paper = await startPaperBroker();
  const listed = new Map<string, Instrument>();
  for (const { ticker, what } of KINDS) {
    const found = (await paper.broker.instruments.byTicker(ticker)) ?? (await second(paper.broker, ticker));
    if (!found) throw new Error(`${what}, ${ticker}, is not listed`);
    listed.set(ticker, found);
  }
  paper.broker.ownOrders.start();
  await eventually(() => paper.broker.ownOrders.live, { what: 'a live hub' });

  return {
    paper,
    /** Nothing of ours works, nothing is held, and the book is that of `KINDS`. */
    async scene(quoted: Quoted): Promise<Scene> {
      const { broker, control } = paper;
      const instrument = listed.get(quoted.ticker);
      if (!instrument) throw new Error(`${quoted.ticker} is not listed`);
      await control.clearFaults();
      await control.status(instrument.ticker, 'NORMAL_TRADING');
      for (const { status, brokerOrderId } of await broker.orders.today())
        if (!isFinal(status)) await broker.orders.cancel({ brokerOrderId });
      await control.account({ money: MONEY, positions: [] });
      const [[first], [next]] = quoted.asks;
      await control.book(instrument.ticker, {
        bids: [[quoted.bid[0], 50]],
        asks: [
          [first, 1],
          [next, 50],
        ],
      });
      const order = (change: Partial<LimitOrder> = {}): LimitOrder => ({
        clientOrderId: uuidv4(),
        instrument,
        direction: 'buy',
        lots: 3,
        price: new Decimal(quoted.bid[1]),
        timeInForce: 'day',
        ...change,
      });
      const taking = () => order({ price: new Decimal(quoted.asks[1][1]) });
      return { paper, broker, quoted, instrument, order, taking };
    },
  };
}

/** Takes both asks. */
export const bought = async (scene: Scene) => {
  const order = scene.taking();
  scene.broker.ownOrders.merge(await scene.broker.orders.post(order));
  return order;
};

/** Which contracts there are depends on the day: of the next two years of quarters the second that is listed. */
async function second({ instruments }: Broker, prefix: string): Promise<Instrument | undefined> {
  const year = new Date().getUTCFullYear();
  const codes = [0, 1].flatMap((n) => ['H', 'M', 'U', 'Z'].map((month) => `${month}${(year + n) % 10}`));
  const found = await Promise.all(codes.map((code) => instruments.byTicker(`${prefix}${code}`)));
  const now = Date.now();
  return found.filter((each) => each?.future && each.future.expiresAt.getTime() > now + 86_400_000)[1];
}

export const fixed = (value: Decimal | undefined): string | undefined => value?.toFixed();
