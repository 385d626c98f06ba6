/** What becomes of an order between its intent in the log and the wire, judged by the exchange's ledger. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { OrderCallOptions, OrderDesk } from '../../broker/broker.js';
import {
  acquireClaim,
  clientOrderIdOf,
  insertTask,
  ordersOfTask,
  recordIntent,
} from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import type { Wish } from '../../domain/task.js';
import { type LegDesk, openLegDesk } from '../../execution/leg-desk.js';
import { eventually } from '../support/eventually.js';
import { type System, startSystem } from '../support/system.js';

const LOGGER = { debug() {}, info() {}, warn() {}, error() {} };
const POST = { kind: 'post', number: 1, lots: 1, price: new Decimal(260), timeInForce: 'day' } as const;
const RUN: Wish = { version: 1, mode: 'run', targetLots: 1, limitPrice: null };

let system: System;
let instrument: Instrument;
let taskKey: string;
let wish: Wish;
let mayOpen: boolean;
/** An order waits for its turn until this is over, and then comes to the real rate limit. */
let turn: Promise<void>;
let itsTurn: () => void;
let waiting: OrderCallOptions | undefined;

beforeAll(async () => {
  system = await startSystem({ rateWindowMs: 60_000 });
  await system.exchange.book('SBER', { bids: [['300', 50]], asks: [['300.2', 50]] });
  instrument = await system.instrument('SBER');
}, 60_000);
afterAll(() => system?.stop());
beforeEach(async () => {
  [taskKey, wish, mayOpen] = [randomUUID(), RUN, true];
  [turn, waiting] = [Promise.resolve(), undefined];
  await insertTask(system.db, {
    key: taskKey,
    kind: 'none',
    mode: 'paper',
    accountId: system.broker.accountId,
    ticker: 'SBER',
    instrumentUid: instrument.uid,
    request: {},
    wish: RUN,
    amount: instrument.lot,
    requestedBy: 'test',
  });
});

const postInTurn: OrderDesk['post'] = async (order, options) => {
  waiting = options;
  await turn;
  return system.broker.orders.post(order, options);
};
const claimed = async () => {
  const claim = await acquireClaim(system.db, { taskKey, workerId: randomUUID() });
  if (!claim) throw new Error('the claim is held');
  await sql`update claims set valid_until = now() + interval '1 hour' where task_key = ${taskKey}`.execute(
    system.db,
  );
  return claim;
};
const open = async (claim: Awaited<ReturnType<typeof claimed>>): Promise<LegDesk> => {
  const desk = await openLegDesk(
    {
      db: system.db,
      broker: { ...system.broker, orders: { ...system.broker.orders, post: postInTurn } },
      logger: LOGGER,
      journal: { write() {}, flush: async () => undefined },
    },
    {
      taskKey,
      taskId: 'none/1',
      leg: 'near',
      ticker: 'SBER',
      direction: 'buy',
      lot: instrument.lot,
      amount: () => instrument.lot,
      claim: { claim, isValid: () => true, release: async () => true },
      instrument,
      onChange() {},
      wish: () => wish,
      mayOpen: () => mayOpen,
      halted: () => false,
      onRefusedIntent() {},
    },
  );
  desk.begin();
  return desk;
};
const received = async () => {
  const id = clientOrderIdOf({ taskKey, leg: 'near', number: 1 });
  return (await system.exchange.ledger()).filter(({ requestId }) => requestId === id);
};
const logged = async () => (await ordersOfTask(system.db, taskKey)).map(({ state }) => state);
const holdTurn = () => {
  turn = new Promise((resolve) => {
    itsTurn = resolve;
  });
};
const untilWaiting = () => eventually(() => waiting, { what: 'it waits', everyMs: 1 });
/** Holds back the order's statement for so long. */
const post = async (desk: LegDesk, { heldBackMs }: { heldBackMs: number }) => {
  const { posting } = await system.db.transaction().execute(async (other) => {
    await sql`select 1 from claims where task_key = ${taskKey} for update`.execute(other);
    const begun = desk.perform(POST);
    await delay(heldBackMs);
    return { posting: begun };
  });
  await posting;
  await desk.flush();
};

test.each([
  [
    'a halt or a lost claim',
    () => {
      mayOpen = false;
    },
  ],
  [
    'another wish',
    () => {
      wish = { ...RUN, version: 2, mode: 'stop' };
    },
  ],
])(
  'an order that waits for the rate limit is called off by %s',
  async (_, happens) => {
    const desk = await open(await claimed());
    holdTurn();
    const posting = desk.perform(POST);
    await untilWaiting();
    happens();
    desk.reconsider();
    expect(waiting?.whileWaiting?.aborted).toBe(true);
    itsTurn();
    await posting;
    expect(desk.leg()).toMatchObject({ current: undefined, nextNumber: 1 });
    // Its patience had not ended: it was called off.
    expect(desk.mustAsk()).toBe(true);
    await desk.flush();
    expect(await logged()).toEqual(['refused']);
    expect(await received()).toEqual([]);
    desk.close();
  },
  20_000,
);

test('what nobody told the waiting order is looked at in the moment of sending', async () => {
  const desk = await open(await claimed());
  holdTurn();
  const posting = desk.perform(POST);
  await untilWaiting();
  mayOpen = false;
  expect(waiting?.whileWaiting?.aborted).toBe(false);
  itsTurn();
  await posting;
  await desk.flush();
  expect(await logged()).toEqual(['refused']);
  expect(await received()).toEqual([]);
  desk.close();
}, 20_000);

test('what took too long to be written down is not sent, and its number stays free', async () => {
  const desk = await open(await claimed());
  await post(desk, { heldBackMs: 550 });
  expect(desk.leg()).toMatchObject({ current: undefined, nextNumber: 1 });
  expect(await logged()).toEqual(['refused']);
  expect(await received()).toEqual([]);
  await eventually(
    async () => {
      await desk.perform(POST);
      return desk.leg().current?.phase === 'working';
    },
    { what: 'it is sent after all', everyMs: 200 },
  );
  await desk.flush();
  expect(await logged()).toEqual(['working']);
  desk.close();
}, 20_000);

test('a doubt about an earlier sending stays when the number is not sent again', async () => {
  const claim = await claimed();
  await recordIntent(system.db, claim, {
    ...POST,
    leg: 'near',
    clientOrderId: clientOrderIdOf({ taskKey, leg: 'near', number: 1 }),
    accountId: system.broker.accountId,
    instrumentUid: instrument.uid,
    direction: 'buy',
    wishVersion: 1,
  });
  const desk = await open(claim);
  await post(desk, { heldBackMs: 550 });
  expect(desk.leg().current).toMatchObject({ number: 1, phase: 'doubtful', doubted: true });
  expect(await ordersOfTask(system.db, taskKey)).toMatchObject([{ state: 'sent', doubted: true }]);
  expect(await received()).toEqual([]);
  desk.close();
}, 20_000);
