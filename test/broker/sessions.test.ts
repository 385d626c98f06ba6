/** Hours of trading out of the broker's schedules: what counts as trading, and how seldom they are asked for. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  InstrumentsServiceDefinition,
  TradingSchedulesResponse,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import { NotServedError, UnavailableError } from '../../broker/errors.js';
import { createGrpcClients, type GrpcClients } from '../../broker/grpc/client.js';
import { createSessions, fromSchedules, type SchedulesClient } from '../../broker/sessions.js';
import type { TradingInterval } from '../../domain/hours.js';
import { TestClock } from '../paper/test-clock.js';
import { type PaperBroker, startPaperBroker } from './paper-broker.js';

const told = (sessions: readonly TradingInterval[] | undefined) =>
  sessions?.map(({ from, to }) => [from, to].map((moment) => moment.toISOString().slice(8, 19)).join(' – '));

describe('a schedule as the broker tells it', () => {
  const schedules = TradingSchedulesResponse.fromJSON(
    JSON.parse(
      readFileSync(new URL('../fixtures/broker/trading-schedules-by-hand.json', import.meta.url), 'utf8'),
    ),
  );

  test('is trading without auctions, clearing and the broker’s own quoting, inclusive ends joined', () => {
    expect(told(fromSchedules(schedules, 'forts_futures_weekend'))).toEqual([
      '25T04:00:00 – 25T20:50:00',
      '26T04:00:00 – 26T11:00:00',
      '26T11:05:00 – 26T20:45:00',
      // Of this day only times are told.
      '30T07:00:00 – 30T11:00:00',
      '30T11:05:00 – 30T15:40:00',
      '30T16:05:00 – 30T20:50:00',
    ]);
  });

  test('that is not told is unknown, which is not the same as never open', () => {
    expect(fromSchedules(schedules, 'MOEX')).toBeUndefined();
    expect(fromSchedules({ exchanges: [{ exchange: 'MOEX', days: [] }] }, 'MOEX')).toBeUndefined();
    const [closed] = schedules.exchanges[0]?.days.filter(({ isTradingDay }) => !isTradingDay) ?? [];
    expect(
      fromSchedules({ exchanges: [{ exchange: 'MOEX', days: closed ? [closed] : [] }] }, 'MOEX'),
    ).toEqual([]);
  });

  test('with intervals nobody knows the names of is no trading', () => {
    const [day] = schedules.exchanges[0]?.days ?? [];
    if (!day) throw new Error('no day');
    const intervals = day.intervals.map((each) => ({ ...each, type: 'over_the_moon' }));
    const exchanges = [{ exchange: 'MOEX', days: [{ ...day, intervals }] }];
    expect(fromSchedules({ exchanges }, 'MOEX')).toEqual([]);
  });
});

describe('the exchange’s own schedule', () => {
  /** A Wednesday, 8:00 in Moscow. */
  const clock = new TestClock('2026-11-25T05:00:00Z');
  let paper: PaperBroker;
  let clients: GrpcClients;
  beforeAll(async () => {
    paper = await startPaperBroker({ hours: 'moex', clock });
    clients = createGrpcClients({ endpoint: `localhost:${paper.exchange.port}`, token: 'full' });
  });
  afterAll(async () => {
    clients?.close();
    await paper?.stop();
  });

  test.each([
    [
      'SBER',
      ['25T04:00:00 – 25T15:40:00', '25T16:05:00 – 25T20:50:00', '26T04:00:00 – 26T15:40:00'],
      '28T06:50:00 – 28T16:00:00',
    ],
    [
      'SRZ6',
      ['25T05:50:00 – 25T20:50:00', '26T05:50:00 – 26T20:50:00', '27T05:50:00 – 27T20:50:00'],
      '28T06:50:00 – 28T16:00:00',
    ],
    [
      'SU26207RMFS9',
      ['25T06:50:00 – 25T15:40:00', '25T16:05:00 – 25T20:50:00', '26T06:50:00 – 26T15:40:00'],
      undefined,
    ],
  ])('of %s is the one its statuses follow', async (ticker, first, saturday) => {
    const { exchange = '' } = (await paper.broker.instruments.byTicker(ticker)) ?? {};
    const sessionsOf = createSessions(clients.of(InstrumentsServiceDefinition, 'read'), () => clock.now());
    const sessions = told(await sessionsOf(exchange)) ?? [];
    expect(sessions.slice(0, 3)).toEqual(first);
    expect(sessions.find((each) => each.startsWith('28'))).toBe(saturday);
  });

  test('of an exchange that does not exist is unknown', async () => {
    const sessionsOf = createSessions(clients.of(InstrumentsServiceDefinition, 'read'), () => clock.now());
    expect(await sessionsOf('NYSE')).toBeUndefined();
  });
});

describe('the last trading moment', () => {
  /** The last day of the quarter's contracts, which is all that the broker tells. */
  const clock = new TestClock('2026-12-17T07:00:00Z');
  let paper: PaperBroker;
  beforeAll(async () => {
    paper = await startPaperBroker({ hours: 'moex', clock });
  });
  afterAll(() => paper?.stop());

  test.each([
    ['RIZ6', '2026-12-17T11:00:00.000Z'],
    ['SRZ6', '2026-12-17T16:00:00.000Z'],
  ])('of %s is when the exchange ends it', async (ticker, last) => {
    const { instruments } = paper.broker;
    const instrument = await instruments.byTicker(ticker);
    const lastTradeAt = instrument?.future?.lastTradeAt ?? new Date(0);
    expect(lastTradeAt.toISOString()).toBe(last);
    const trades = async () => (await instruments.status(instrument?.uid ?? '')).tradable;
    clock.moveTo(new Date(lastTradeAt.getTime() - 1).toISOString());
    expect(await trades()).toBe(true);
    clock.moveTo(last);
    expect(await trades()).toBe(false);
  });
});

describe('schedules are asked for', () => {
  /** Three hours before midnight in Moscow. */
  const EVENING = Date.parse('2026-11-25T18:00:00Z');
  function counting(answer: (call: number) => Error | undefined = () => undefined) {
    const asked: string[] = [];
    const at = { nowMs: EVENING };
    const client: SchedulesClient = {
      async tradingSchedules({ exchange = '', from, to }) {
        asked.push(exchange);
        const error = answer(asked.length);
        if (error) throw error;
        const day = { date: from, isTradingDay: true, startTime: from, endTime: to, intervals: [] };
        return TradingSchedulesResponse.fromJSON(
          JSON.parse(JSON.stringify({ exchanges: [{ exchange, days: [day] }] })),
        );
      },
    };
    return { asked, at, sessionsOf: createSessions(client, () => at.nowMs) };
  }
  const away = () => new UnavailableError({ method: 'TradingSchedules' });

  test('once for all who ask, an exchange each, until the day in Moscow ends', async () => {
    const { asked, at, sessionsOf } = counting();
    const [one, other] = await Promise.all([sessionsOf('MOEX'), sessionsOf('MOEX'), sessionsOf('FORTS')]);
    expect(other).toBe(one);
    at.nowMs = EVENING + 3 * 3_600_000 - 1;
    expect(await sessionsOf('MOEX')).toBe(one);
    expect(asked).toEqual(['MOEX', 'FORTS']);
    at.nowMs += 1;
    expect(await sessionsOf('MOEX')).not.toEqual(one);
    expect(asked).toEqual(['MOEX', 'FORTS', 'MOEX']);
  });

  test('again when the first reading failed, by whoever comes next', async () => {
    const { asked, sessionsOf } = counting((call) => (call === 1 ? away() : undefined));
    await expect(sessionsOf('MOEX')).rejects.toBeInstanceOf(UnavailableError);
    expect(await sessionsOf('MOEX')).toHaveLength(1);
    expect(asked).toHaveLength(2);
  });

  test('later when a new day’s reading fails: yesterday’s serves, it reaches a week ahead', async () => {
    const { asked, at, sessionsOf } = counting((call) => (call === 2 ? away() : undefined));
    const before = await sessionsOf('MOEX');
    at.nowMs = EVENING + 4 * 3_600_000;
    expect(await sessionsOf('MOEX')).toBe(before);
    at.nowMs += 29_000;
    expect(await sessionsOf('MOEX')).toBe(before);
    expect(asked).toHaveLength(2);
    at.nowMs += 1_000;
    expect(await sessionsOf('MOEX')).not.toBe(before);
    expect(asked).toHaveLength(3);
  });

  test('in vain where the broker serves none: unknown, for the day', async () => {
    const { asked, sessionsOf } = counting(() => new NotServedError({ method: 'TradingSchedules' }));
    expect(await sessionsOf('MOEX')).toBeUndefined();
    expect(await sessionsOf('MOEX')).toBeUndefined();
    expect(asked).toHaveLength(1);
  });
});
