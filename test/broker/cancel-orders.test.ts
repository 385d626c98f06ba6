/** Many orders are cancelled at the limit's pace, with what was executed of each before. */
import { afterEach, expect, test } from '@jest/globals';
import { v4 as uuidv4 } from 'uuid';
import { cancelOrders } from '../../broker/index.js';
import { Decimal } from '../../domain/decimal.js';
import { type PaperBroker, startPaperBroker } from './paper-broker.js';

const WINDOW_MS = 1_000;
let paper: PaperBroker;
afterEach(() => paper.stop());

test('fills that race the cancels, lost answers, refusals: each ends as the exchange says', async () => {
  paper = await startPaperBroker({ rateWindowMs: WINDOW_MS });
  const { control, sber } = paper;
  const broker = await paper.connect({ paceMinuteMs: WINDOW_MS });
  await control.book('SBER', { bids: [['290', 1]], asks: [['310', 1]] });
  const post = (n: number) =>
    broker.orders.post({
      clientOrderId: uuidv4(),
      instrument: sber,
      direction: 'buy',
      lots: 2,
      price: new Decimal(300).sub(n),
      timeInForce: 'day',
    });
  const price = (n: number) => `${300 - n}`;
  const ids: string[] = [];
  for (let n = 0; n < 10; n += 1)
    ids.push(
      ...(await Promise.all(Array.from({ length: 12 }, () => post(n)))).map((each) => each.brokerOrderId),
    );
  const foreign = (await post(20)).brokerOrderId;
  // One is executed before, one in part.
  await control.trade('SBER', { side: 'sell', lots: 3, price: price(0) });
  await control.fault({ method: 'CancelOrder', kind: 'lose-answer', count: 2 });
  await control.fault({ method: 'CancelOrder', kind: 'unavailable', count: 2 });
  // Refused although it works, as was seen of one that was partly filled.
  await control.fault({ method: 'CancelOrder', kind: 'reject', code: '30059', count: 2 });
  const reads = (await control.ledger()).filter(({ method }) => method === 'GetOrders').length;
  let told = 0;
  let racing: Promise<unknown> | undefined;
  const outcomes = await cancelOrders(broker, [...ids.toReversed(), 'unknown'], {
    onOutcome() {
      told += 1;
      // In the middle somebody sells to those that wait for the limit.
      racing ??= control.trade('SBER', { side: 'sell', lots: 6, price: price(1) });
    },
  });
  await racing;
  expect(told).toBe(ids.length + 1);
  expect(outcomes.get('unknown')).toEqual({ kind: 'gone' });
  const ledger = await control.ledger();
  const executed = new Map<string, number>();
  for (const { kind, orderId = '', lots = 0 } of ledger)
    if (kind === 'fill') executed.set(orderId, (executed.get(orderId) ?? 0) + lots);
  for (const id of ids) {
    const lots = executed.get(id) ?? 0;
    const order = { brokerOrderId: id, lotsExecuted: lots, status: lots === 2 ? 'filled' : 'cancelled' };
    expect(outcomes.get(id)).toMatchObject({ kind: 'ended', order });
  }
  const working = (await broker.orders.today()).filter(({ status }) => status === 'new');
  expect(working.map(({ brokerOrderId }) => brokerOrderId)).toEqual([foreign]);
  // A reading serves many: far fewer than there are orders.
  expect(ledger.filter(({ method }) => method === 'GetOrders').length - reads).toBeLessThan(30);
}, 30_000);

test('who gives up hears which were not sent', async () => {
  paper = await startPaperBroker({ rateWindowMs: 60_000 });
  const caller = new AbortController();
  caller.abort();
  const outcomes = await cancelOrders(paper.broker, ['1', '2'], { signal: caller.signal });
  expect([...outcomes.values()]).toEqual([{ kind: 'left' }, { kind: 'left' }]);
  expect((await paper.control.ledger()).filter(({ method }) => method === 'CancelOrder')).toEqual([]);
});
