import type {
  InstrumentsServiceImplementation,
  TradingDay,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperContext } from '../grpc/call.js';
import { clearingOf, DAY_MS, isWeekend, moscowTime } from '../hours/moscow.js';
import { EXCHANGE_NAMES, type PaperHours, type Phase, phasesOf } from '../hours/sessions.js';
import { checkPeriod } from './periods.js';

const LONGEST_MS = 14 * DAY_MS;
const DEFAULT_MS = 7 * DAY_MS;

/** Days by their dates, each with the moments of trading in UTC. Without `to`: a week. */
export const createTradingSchedules = (
  exchange: Exchange,
  hours: PaperHours,
): Pick<InstrumentsServiceImplementation<PaperContext>, 'tradingSchedules'> => ({
  async tradingSchedules({ exchange: name, from, to }) {
    if (name && !EXCHANGE_NAMES.includes(name)) throw new ContractError(Refusal.exchangeNotFound);
    checkPeriod({ from, to });
    const today = dateOf(exchange.nowMs);
    const fromMs = from?.getTime() ?? exchange.nowMs;
    const toMs = to?.getTime() ?? fromMs + DEFAULT_MS;
    if (fromMs < today) throw new ContractError(Refusal.fromInThePast);
    if (toMs < fromMs) throw new ContractError(Refusal.wrongPeriod);
    if (toMs - fromMs > LONGEST_MS) throw new ContractError(Refusal.periodOverFortnight);
    const days: number[] = [];
    for (let day = dateOf(fromMs); day <= toMs; day += DAY_MS) days.push(day);
    const names = name ? [name] : EXCHANGE_NAMES;
    return {
      exchanges: names.map((each) => ({
        exchange: each,
        days: days.map((day) => tradingDay(each, day, hours)),
      })),
    };
  },
});

const dateOf = (atMs: number): number => Math.floor(atMs / DAY_MS) * DAY_MS;

function tradingDay(exchange: string, dayMs: number, hours: PaperHours): TradingDay {
  const phases = phasesOf(exchange, dayMs, hours).filter(({ session }) => session !== undefined);
  const find = (...sessions: string[]): Phase | undefined =>
    phases.find(({ session }) => session !== undefined && sessions.includes(session));
  const start = (phase: Phase | undefined) => phase && new Date(phase.fromMs);
  const end = (phase: Phase | undefined) => phase && new Date(phase.toMs);
  const trading = phases.filter(({ status }) => status === 'NORMAL_TRADING');
  const opening = find('opening_auction');
  const closing = find('closing_auction');
  const eveningAuction = find('evening_opening_auction');
  const evening = find('evening_session');
  const clears = exchange.startsWith('FORTS') && (hours === 'always' || !isWeekend(dayMs));
  return {
    date: new Date(dayMs),
    isTradingDay: trading.length > 0,
    startTime: start(trading[0]),
    // The main part of the day; what follows in the evening has times of its own.
    endTime: end(trading.filter((phase) => phase !== evening).at(-1)),
    openingAuctionStartTime: start(opening),
    openingAuctionEndTime: end(opening),
    closingAuctionStartTime: start(closing),
    closingAuctionEndTime: end(closing),
    eveningOpeningAuctionStartTime: start(eveningAuction),
    eveningStartTime: start(evening),
    eveningEndTime: end(evening),
    clearingStartTime: clears ? new Date(clearingOf(dayMs)) : undefined,
    clearingEndTime: clears ? new Date(moscowTime(dayMs + DAY_MS, 0, 0)) : undefined,
    premarketStartTime: undefined,
    premarketEndTime: undefined,
    intervals: phases.map(({ session = '', fromMs, toMs }) => ({
      type: session,
      interval: { startTs: new Date(fromMs), endTs: new Date(toMs) },
    })),
  };
}
