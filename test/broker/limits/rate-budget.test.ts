import { expect, test } from '@jest/globals';
import { Priority } from '../../../broker/limits/index.js';
import { CANCEL, LOOK_UP, mostWithin, POST, SimulatedBroker, STOPS } from './simulated-broker.js';

const brokerWith = (limit: number, windowMs = 60_000) =>
  new SimulatedBroker({ limit, windowMs, latencyMs: () => 2 });
const flood = (broker: SimulatedBroker, count: number, path: string, priority: Priority) => {
  for (let each = 0; each < count; each += 1) void broker.call({ path, priority });
};
const sentBy = (broker: SimulatedBroker, path: string) => broker.sent.filter((each) => each.path === path);

test('a burst is spent at once, and the rest exactly at the reset', async () => {
  const broker = brokerWith(50);
  flood(broker, 120, STOPS, Priority.place);
  await broker.runUntil(broker.nowMs + 130_000);
  const startMs = broker.sent[0]?.sentAtMs ?? 0;
  const moments = broker.sent.map(({ sentAtMs }) => sentAtMs - startMs);
  expect(moments).toHaveLength(120);
  expect(moments.filter((ms) => ms < 2_000)).toHaveLength(50);
  expect(moments.filter((ms) => ms >= 60_000 && ms < 62_000)).toHaveLength(50);
  // By the first answer, which takes four milliseconds there and back.
  expect(Math.max(...moments)).toBeLessThanOrEqual(120_000 + 20);
  expect(broker.sent.some(({ refusedByBroker }) => refusedByBroker)).toBe(false);
});

test('a hedge and a cancel find the share of a used-up limit; orders and moves wait for the reset', async () => {
  const broker = brokerWith(100);
  flood(broker, 200, POST, Priority.place);
  flood(broker, 100, CANCEL, Priority.move);
  await broker.runUntil(broker.nowMs + 30_000);
  expect(sentBy(broker, POST)).toHaveLength(90);
  expect(sentBy(broker, CANCEL)).toHaveLength(90);
  flood(broker, 10, POST, Priority.hedge);
  await broker.runUntil(broker.nowMs + 1_000);
  flood(broker, 10, CANCEL, Priority.cancel);
  await broker.runUntil(broker.nowMs + 1_000);
  expect(broker.sent).toHaveLength(200);
});

test('of those that wait the hedge goes first, then cancels, reads, orders and moves', async () => {
  const broker = brokerWith(1_000);
  flood(broker, 50, LOOK_UP, Priority.hedge);
  const order: Priority[] = ['move', 'place', 'read', 'cancel', 'hedge'];
  for (const priority of order) flood(broker, 2, LOOK_UP, priority);
  await broker.runUntil(broker.nowMs + 3_000);
  expect(broker.sent.slice(50).map(({ priority }) => priority)).toEqual(
    [...order].reverse().flatMap((priority) => [priority, priority]),
  );
});

test('a move that waited a minute longer goes before newer orders', async () => {
  const broker = brokerWith(5);
  flood(broker, 5, LOOK_UP, Priority.place);
  await broker.runUntil(broker.nowMs + 10);
  const move = broker.call({ path: LOOK_UP, priority: Priority.move });
  flood(broker, 6, LOOK_UP, Priority.place);
  await broker.runUntil(broker.nowMs + 60_100);
  flood(broker, 6, LOOK_UP, Priority.place);
  await broker.runUntil(broker.nowMs + 65_000);
  expect(await Promise.race([move, 'still waiting'])).toMatchObject({ priority: 'move' });
});

test('no minute has a thousand calls, whatever the limits allow, and hedges have their share of it', async () => {
  const broker = brokerWith(10_000);
  broker.budget.setTariff([{ limitPerMinute: 10_000, methods: [LOOK_UP, POST] }]);
  flood(broker, 1_500, LOOK_UP, Priority.read);
  await broker.runUntil(broker.nowMs + 50_000);
  expect(broker.sent.length).toBe(900);
  flood(broker, 5, POST, Priority.hedge);
  await broker.runUntil(broker.nowMs);
  expect(broker.sent.length).toBe(905);
  await broker.runUntil(broker.nowMs + 120_000);
  expect(broker.sent.length).toBe(1_505);
  expect(
    mostWithin(
      broker.sent.map(({ sentAtMs }) => sentAtMs),
      60_000,
    ),
  ).toBeLessThanOrEqual(1_000);
});

test('the tariff says which methods share a limit, and how many calls a second has', async () => {
  const broker = brokerWith(900);
  expect(broker.budget.perMinute(STOPS)).toBe(50);
  broker.budget.setTariff([
    { limitPerMinute: 900, limitPerSecond: 15, methods: [POST] },
    { limitPerMinute: 900, methods: [LOOK_UP, STOPS] },
  ]);
  expect(broker.budget.perMinute(STOPS)).toBe(900);
  flood(broker, 60, POST, Priority.place);
  flood(broker, 1, POST, Priority.hedge);
  await broker.runUntil(broker.nowMs);
  // One of the second's fifteen is for hedges.
  expect(
    sentBy(broker, POST)
      .map(({ priority }) => priority)
      .filter((each) => each === 'hedge'),
  ).toHaveLength(1);
  await broker.runUntil(broker.nowMs + 10_000);
  const arrived = sentBy(broker, POST).map(({ arrivedAtMs }) => arrivedAtMs);
  expect(arrived).toHaveLength(61);
  expect(mostWithin(arrived, 1_000)).toBeLessThanOrEqual(15);
});

test('who waits when the tariff comes goes on waiting for the right limit', async () => {
  const broker = brokerWith(50);
  flood(broker, 60, STOPS, Priority.place);
  await broker.runUntil(broker.nowMs + 5_000);
  expect(broker.sent).toHaveLength(50);
  broker.budget.setTariff([
    { limitPerMinute: 50, methods: [LOOK_UP] },
    { limitPerMinute: 50, methods: [STOPS] },
  ]);
  await broker.runUntil(broker.nowMs + 70_000);
  expect(broker.sent).toHaveLength(60);
  expect(broker.sent.some(({ refusedByBroker }) => refusedByBroker)).toBe(false);
});

test('a process that stood still sends nothing that was wanted long ago, though there is room by now', async () => {
  const broker = brokerWith(50, 5_000);
  flood(broker, 50, STOPS, Priority.place);
  await broker.runUntil(broker.nowMs + 2_000);
  const stale = broker.call({ path: STOPS, priority: Priority.place, patienceMs: 4_000 });
  // Its timers are late by a minute.
  broker.nowMs += 60_000;
  await broker.runUntil(broker.nowMs + 1);
  expect(await stale).toMatchObject({ name: 'BudgetSpentError', why: 'patience' });
  expect(broker.sent).toHaveLength(50);
});

test('calls that found no connection, for however long, keep no hedge waiting when it is back', async () => {
  const broker = brokerWith(1_000);
  const unsent = { headers: undefined, exhausted: false, arrived: false, isBroken: false, isGivenUp: false };
  const attempt = (path: string, priority: Priority) =>
    void broker.budget.take({ path, priority }).then((permit) => permit.end(unsent));
  for (let round = 0; round < 60; round += 1) {
    for (let each = 0; each < 30; each += 1) attempt(LOOK_UP, Priority.read);
    attempt(POST, Priority.hedge);
    await broker.runUntil(broker.nowMs + 500);
  }
  const backAtMs = broker.nowMs;
  flood(broker, 3, POST, Priority.hedge);
  await broker.runUntil(backAtMs);
  expect(broker.sent.map(({ sentAtMs }) => sentAtMs)).toEqual([backAtMs, backAtMs, backAtMs]);
});

test('a call that broke under way keeps its place for a second: it may have arrived', async () => {
  const broker = brokerWith(1_000);
  const broken = { headers: undefined, exhausted: false, arrived: false, isBroken: true, isGivenUp: false };
  for (let each = 0; each < 50; each += 1)
    void broker.budget.take({ path: POST, priority: Priority.hedge }).then((permit) => permit.end(broken));
  const brokeAtMs = broker.nowMs;
  await broker.runUntil(brokeAtMs + 1);
  flood(broker, 1, POST, Priority.hedge);
  await broker.runUntil(brokeAtMs + 999);
  expect(broker.sent).toHaveLength(0);
  await broker.runUntil(brokeAtMs + 1_000);
  expect(broker.sent).toHaveLength(1);
});

test('a limit of calls a second holds what waits in a stalled line too, until the line breaks', async () => {
  const broker = brokerWith(1_000);
  broker.budget.setTariff([{ limitPerMinute: 1_000, limitPerSecond: 3, methods: [POST] }]);
  for (let each = 0; each < 3; each += 1) void broker.budget.take({ path: POST, priority: Priority.hedge });
  const stalledAtMs = broker.nowMs;
  await broker.runUntil(stalledAtMs + 1);
  flood(broker, 1, POST, Priority.hedge);
  await broker.runUntil(stalledAtMs + 15_000);
  expect(broker.sent).toHaveLength(0);
  broker.budget.disconnected();
  await broker.runUntil(stalledAtMs + 16_000);
  expect(broker.sent).toHaveLength(1);
});

test('who has given up before it asks is refused, and takes no place', async () => {
  const broker = brokerWith(1_000);
  const signal = AbortSignal.abort();
  for (let each = 0; each < 60; each += 1)
    await expect(broker.budget.take({ path: POST, priority: Priority.place, signal })).rejects.toMatchObject({
      name: 'BudgetSpentError',
      why: 'signal',
    });
  flood(broker, 50, POST, Priority.hedge);
  await broker.runUntil(broker.nowMs);
  expect(broker.sent).toHaveLength(50);
});
