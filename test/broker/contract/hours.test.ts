/** A day of the exchange as the hub hears of it: every change of status is told, and decides whether we may trade. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TestClock } from '../../paper/test-clock.js';
import { eventually } from '../../support/eventually.js';
import { type PaperBroker, startPaperBroker } from '../paper-broker.js';

/** Midnight in Moscow at the beginning of a Wednesday. */
const clock = new TestClock('2026-11-24T21:00:00Z');
let paper: PaperBroker;
beforeAll(async () => {
  paper = await startPaperBroker({ hours: 'moex', clock });
});
afterAll(() => paper?.stop());

const at = (moscow: string) =>
  clock.moveTo(new Date(Date.parse(`2026-11-25T${moscow}:00Z`) - 3 * 3_600_000).toISOString());

test('a share, a future and a bond open and close at their own hours', async () => {
  const { market, instruments } = paper.broker;
  const found = await Promise.all(
    ['SBER', 'SRZ6', 'SU26207RMFS9'].map((ticker) => instruments.byTicker(ticker)),
  );
  const watched = found.flatMap((each) => each ?? []);
  expect(watched).toHaveLength(3);
  const ends = watched.map((each) => market.watch(each, () => undefined));
  const told = () => watched.map(({ uid }) => market.status(uid)?.status);
  const mayTrade = () => watched.map(({ uid }) => market.status(uid)?.tradable);

  const [shut, open] = ['NOT_AVAILABLE_FOR_TRADING', 'NORMAL_TRADING'];
  const day: [moscow: string, statuses: string[], mayTrade: boolean[]][] = [
    ['00:00', [shut, shut, shut], [false, false, false]],
    ['06:50', ['OPENING_AUCTION_PERIOD', shut, shut], [false, false, false]],
    ['07:00', [open, shut, shut], [true, false, false]],
    ['08:50', [open, open, shut], [true, true, false]],
    ['09:50', [open, open, open], [true, true, true]],
    ['18:40', ['CLOSING_AUCTION', open, 'CLOSING_AUCTION'], [false, true, false]],
    ['18:50', ['BREAK_IN_TRADING', open, 'BREAK_IN_TRADING'], [false, true, false]],
    ['19:00', ['OPENING_AUCTION_PERIOD', open, 'OPENING_AUCTION_PERIOD'], [false, true, false]],
    ['19:05', [open, open, open], [true, true, true]],
    ['23:50', ['SESSION_CLOSE', 'SESSION_CLOSE', 'SESSION_CLOSE'], [false, false, false]],
  ];
  for (const [moscow, statuses, allowed] of day) {
    at(moscow);
    await eventually(() => told().join() === statuses.join(), { what: `the statuses of ${moscow}` });
    expect([moscow, mayTrade()]).toEqual([moscow, allowed]);
    // A unary call says the same as the stream.
    const asked = await Promise.all(watched.map(({ uid }) => instruments.status(uid)));
    expect(asked.map(({ status, tradable }) => [status, tradable])).toEqual(
      statuses.map((status, n) => [status, allowed[n]]),
    );
  }
  for (const end of ends) end();
});
