/** When an exchange trades, by the broker's schedules. */
import type {
  InstrumentsServiceClient,
  TradingDay,
  TradingSchedulesResponse,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import { merged, type TradingInterval, without } from '../domain/intervals.js';
import { DAY_MS, moscowDay, moscowTime } from '../domain/moscow.js';
import { NotFoundError, NotServedError } from './errors.js';

const AHEAD_MS = 7 * DAY_MS;
/** Our clock may be behind the broker's, which refuses a day that is over; Moscow's date is ahead of UTC's. */
const BEHIND_MS = 60_000;
/** So long what was read before serves after a reading failed. */
const AGAIN_MS = 30_000;
/** The broker tells inclusive ends: 06:59:59, and then 07:00:00. */
const INCLUSIVE_END_MS = 1_000;

export type SchedulesClient = Pick<InstrumentsServiceClient, 'tradingSchedules'>;
type Sessions = readonly TradingInterval[] | undefined;

/**
 * Hours of exchanges by name, read once a Moscow day each and shared by all who ask. What was read before serves while
 * a new reading fails: it reaches a week ahead.
 */
export function createSessions(
  client: SchedulesClient,
  now: () => number = Date.now,
): (exchange: string) => Promise<Sessions> {
  const readings = new Map<string, { readonly sessions: Promise<Sessions>; readonly untilMs: number }>();

  async function read(exchange: string): Promise<Sessions> {
    const fromMs = now() + BEHIND_MS;
    try {
      const answer = await client.tradingSchedules({
        exchange,
        from: new Date(fromMs),
        to: new Date(fromMs + AHEAD_MS),
      });
      return fromSchedules(answer, exchange);
    } catch (error) {
      if (error instanceof NotFoundError || error instanceof NotServedError) return undefined;
      throw error;
    }
  }

  return (exchange) => {
    const before = readings.get(exchange);
    if (before && now() < before.untilMs) return before.sessions;
    const untilMs = moscowTime(moscowDay(now()) + DAY_MS, 0, 0);
    const sessions = read(exchange).catch((error) => {
      if (!before) {
        readings.delete(exchange);
        throw error;
      }
      readings.set(exchange, { sessions: before.sessions, untilMs: now() + AGAIN_MS });
      return before.sessions;
    });
    readings.set(exchange, { sessions, untilMs });
    return sessions;
  };
}

/** When a day of an exchange begins: the first auction, or the first trading. */
export interface DayOpening {
  readonly exchange: string;
  readonly opensAt: Date;
}

/** Of all exchanges that the broker tells, one call; none where it tells no schedules. */
export async function readOpenings(
  client: SchedulesClient,
  now: () => number = Date.now,
): Promise<readonly DayOpening[]> {
  const fromMs = now() + BEHIND_MS;
  try {
    const { exchanges } = await client.tradingSchedules({
      from: new Date(fromMs),
      to: new Date(fromMs + AHEAD_MS),
    });
    return exchanges.flatMap(({ exchange, days }) =>
      days.flatMap((day) => openingOf(day).map((opensAt): DayOpening => ({ exchange, opensAt }))),
    );
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof NotServedError) return [];
    throw error;
  }
}

function openingOf(day: TradingDay): Date[] {
  const [trading] = [...tradingOf(day)].sort((one, other) => one.from.getTime() - other.from.getTime());
  if (!trading) return [];
  const auction = day.openingAuctionStartTime;
  return [auction && auction < trading.from ? auction : trading.from];
}

/** Undefined where nothing is told about the exchange. */
export function fromSchedules({ exchanges }: TradingSchedulesResponse, exchange: string): Sessions {
  const name = exchange.toUpperCase();
  const found = exchanges.find((each) => each.exchange.toUpperCase() === name);
  if (!found || found.days.length === 0) return undefined;
  return merged(found.days.flatMap(tradingOf), INCLUSIVE_END_MS);
}

function tradingOf(day: TradingDay): readonly TradingInterval[] {
  if (!day.isTradingDay) return [];
  return day.intervals.length > 0 ? fromIntervals(day) : fromTimes(day);
}

/**
 * `regular_trading_session_main`, `main_session` and their like. `dealer_` is the broker's own quoting. What has a name
 * nobody knows is not trading: no order is placed because of it.
 */
const isTrading = (type: string): boolean =>
  /session/i.test(type) && !isNoMarket(type) && !/dealer/i.test(type);
const isNoMarket = (type: string): boolean => /auction|clearing|break/i.test(type);

function fromIntervals({ intervals }: TradingDay): readonly TradingInterval[] {
  const ofType = (is: (type: string) => boolean) =>
    intervals.flatMap(({ type, interval }) => (is(type) ? between(interval?.startTs, interval?.endTs) : []));
  return without(ofType(isTrading), ofType(isNoMarket));
}

/** Where only the day's times are told: its main part and its evening, without auctions and clearing. */
function fromTimes(day: TradingDay): readonly TradingInterval[] {
  return without(
    [...between(day.startTime, day.endTime), ...between(day.eveningStartTime, day.eveningEndTime)],
    [
      ...between(day.openingAuctionStartTime, day.openingAuctionEndTime),
      ...between(day.closingAuctionStartTime, day.closingAuctionEndTime),
      ...between(day.eveningOpeningAuctionStartTime, day.eveningStartTime),
      ...between(day.clearingStartTime, day.clearingEndTime),
    ],
  );
}

const between = (from: Date | undefined, to: Date | undefined): TradingInterval[] =>
  from && to && from < to ? [{ from, to }] : [];
