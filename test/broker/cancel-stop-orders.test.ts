/** Many stop orders are cancelled at the limit's pace, and what became of each is what the exchange's ledger says. */
import { afterEach, expect, test } from '@jest/globals';
import { cancelStopOrders, type StopCancelOutcome } from '../../broker/index.js';
import { connect } from '../paper/paper-client.js';
import { eventually } from '../support/eventually.js';
import { openStopGround, type StopGround } from './stop-ground.js';

const WINDOW_MS = 1_000;
let ground: StopGround;
afterEach(() => ground.stop());

const kindsOf = (outcomes: ReadonlyMap<string, StopCancelOutcome>) =>
  new Map([...outcomes].map(([id, { kind }]) => [id, kind as string]));
const counted = (outcomes: ReadonlyMap<string, StopCancelOutcome>) => {
  const counts: Record<string, number> = {};
  for (const { kind } of outcomes.values()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

test('beside another program that spends the limit, and a fall that triggers some of them, none is left and none is mistaken', async () => {
  ground = await openStopGround({ rateWindowMs: WINDOW_MS });
  const ids = await ground.placeMany(110);
  const foreign = await ground.place(ground.termsAt(500));
  const other = connect(ground.exchange, 'another-program');
  let isOver = false;
  let fell: Promise<void> | undefined;
  const spending = (async () => {
    while (!isOver) {
      await Promise.allSettled(
        Array.from({ length: 10 }, () =>
          other.stopOrders.getStopOrders({
            accountId: ground.broker.accountId,
            status: 2,
            from: undefined,
            to: undefined,
          }),
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  let told = 0;
  // The nearest are the last to be cancelled: thirty of them trigger while that waits for the limit.
  const outcomes = await cancelStopOrders(ground.broker, ids.toReversed(), {
    onOutcome() {
      told += 1;
      if (told === 20) fell = ground.fallBy(30);
    },
  });
  isOver = true;
  await Promise.all([fell, spending]);
  other.close();
  expect(counted(outcomes)).toEqual({ cancelled: 80, executed: 30 });
  const ends = await ground.ends();
  expect(kindsOf(outcomes)).toEqual(new Map(ids.toReversed().map((id) => [id, ends.get(id)])));
  expect(ends.has(foreign)).toBe(false);
  const children = [...outcomes.values()].flatMap((each) =>
    each.kind === 'executed' ? [each.childOrderId] : [],
  );
  const orders = await ground.broker.orders.today();
  expect(orders.map(({ brokerOrderId }) => brokerOrderId).filter((id) => children.includes(id))).toHaveLength(
    30,
  );
}, 30_000);

test('lost and late answers, refusals, an end by somebody else and an expiry at the reset are read back by one list', async () => {
  ground = await openStopGround({ rateWindowMs: WINDOW_MS });
  const ids = await ground.placeMany(56);
  const [gone = ''] = ids;
  await ground.broker.stopOrders.cancel(gone);
  const over = performance.now() + WINDOW_MS;
  await eventually(() => performance.now() > over, { what: 'the window is over', timeoutMs: 20_000 });
  // The window begins with these, and is spent before their turn comes; they are over just before it is.
  const at = new Date(Date.now() + WINDOW_MS - 20).toISOString();
  const place = (n: number) => ground.place(ground.termsAt(n, { expiry: { type: 'till-date', at } }));
  const expiring = await Promise.all([1, 2, 3].map(place));
  for (const kind of ['lose-answer', 'unavailable', 'reject'])
    await ground.control.fault({ method: 'CancelStopOrder', kind, count: 2 });
  await ground.control.fault({ method: 'CancelStopOrder', kind: 'delay', ms: 300, count: 3 });
  await ground.control.fault({ method: 'GetStopOrders', kind: 'unavailable', count: 3 });
  const reads = await ground.calls('GetStopOrders');
  const unknown = '11111111-1111-4111-8111-111111111111';
  const outcomes = await cancelStopOrders(ground.broker, [...ids, unknown, ...expiring]);
  expect(counted(outcomes)).toEqual({ cancelled: 56, gone: 1, expired: 3 });
  const ends = await ground.ends();
  for (const id of [...ids, ...expiring]) expect([id, outcomes.get(id)?.kind]).toEqual([id, ends.get(id)]);
  // Three that failed, one for all that was not told, and one more since one is not listed at all; again for the refused.
  expect((await ground.calls('GetStopOrders')) - reads).toBeLessThanOrEqual(7);
  expect(counted(await cancelStopOrders(ground.broker, [...ids, ...expiring]))).toEqual({
    cancelled: 56,
    expired: 3,
  });
}, 40_000);

test('who gives up hears which were not sent, and nothing more is', async () => {
  ground = await openStopGround({ rateWindowMs: 60_000 });
  const ids = await ground.placeMany(30);
  const caller = new AbortController();
  let told = 0;
  const outcomes = await cancelStopOrders(ground.broker, ids, {
    signal: caller.signal,
    onOutcome() {
      told += 1;
      if (told === 20) caller.abort();
    },
  });
  expect(told).toBe(30);
  expect(counted(outcomes)).toEqual({ cancelled: 20, left: 10 });
  expect((await ground.ends()).size).toBe(20);
});

test('who may not send any more, though nobody told it, sends none of what was waiting', async () => {
  ground = await openStopGround({ rateWindowMs: WINDOW_MS });
  const ids = await ground.placeMany(70);
  let mayNow = true;
  const outcomes = await cancelStopOrders(ground.broker, ids, {
    maySend: () => mayNow,
    onOutcome() {
      mayNow = false;
    },
  });
  const { cancelled = 0, left = 0 } = counted(outcomes);
  expect(cancelled + left).toBe(70);
  expect(left).toBeGreaterThan(0);
  expect(await ground.broker.stopOrders.active()).toHaveLength(left);
}, 20_000);
