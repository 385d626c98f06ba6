/**
 * When which exchange of the contract trades, as a pure function of its name and the date: the sessions of the Moscow
 * Exchange since 23 March 2026. Holidays are not known: every day but Saturday and Sunday is a working day.
 */
import { clearingOf, DAY_MS, isWeekend, moscowDay, moscowTime } from './moscow.js';

export type PaperHours = 'always' | 'moex';

/** A stretch of a day with one trading status. */
export interface Phase {
  readonly fromMs: number;
  readonly toMs: number;
  /** The contract's name without its prefix. */
  readonly status: string;
  /** The name of the interval in schedules; `undefined` for stretches without trading. */
  readonly session: string | undefined;
}

type Line = readonly [from: string, status: string, session?: string];

const CLOSED = 'NOT_AVAILABLE_FOR_TRADING';
const OPEN = 'NORMAL_TRADING';

const EVENING: readonly Line[] = [
  ['18:50', 'BREAK_IN_TRADING'],
  ['19:00', 'OPENING_AUCTION_PERIOD', 'evening_opening_auction'],
  ['19:05', OPEN, 'evening_session'],
  ['23:50', 'SESSION_CLOSE'],
];
const MAIN: readonly Line[] = [
  ['9:50', OPEN, 'main_session'],
  ['18:40', 'CLOSING_AUCTION', 'closing_auction'],
];
const SHARES: readonly Line[] = [
  ['6:50', 'OPENING_AUCTION_PERIOD', 'opening_auction'],
  ['7:00', OPEN, 'morning_session'],
  ...MAIN,
  ...EVENING,
];
const WITHOUT_MORNING: readonly Line[] = [...MAIN, ...EVENING];
const FUTURES: readonly Line[] = [
  ['8:50', OPEN, 'main_session'],
  ['23:50', 'SESSION_CLOSE'],
];
const CURRENCIES: readonly Line[] = [
  ['7:00', OPEN, 'main_session'],
  ['19:00', 'SESSION_CLOSE'],
];
const WEEKEND: readonly Line[] = [
  ['9:50', OPEN, 'weekend_session'],
  ['19:00', 'SESSION_CLOSE'],
];

/** By the `exchange` that instruments carry: working days, weekends. */
const EXCHANGES: Readonly<Record<string, readonly [working: readonly Line[], weekend: readonly Line[]]>> = {
  MOEX: [SHARES, WEEKEND],
  MOEX_MORNING: [SHARES, WEEKEND],
  MOEX_WEEKEND: [SHARES, WEEKEND],
  // Nearly all bonds.
  MOEX_PLUS: [WITHOUT_MORNING, []],
  FORTS_EVENING: [FUTURES, WEEKEND],
  FX: [CURRENCIES, []],
  FX_MTL: [CURRENCIES, []],
};

export const EXCHANGE_NAMES: readonly string[] = Object.keys(EXCHANGES);

/** The phases of one day (Moscow, as UTC midnight of the date), without gaps. */
export function phasesOf(exchange: string, dayMs: number, hours: PaperHours): readonly Phase[] {
  const start = moscowTime(dayMs, 0, 0);
  const whole = { fromMs: start, toMs: start + DAY_MS };
  if (hours === 'always') return [{ ...whole, status: OPEN, session: 'main_session' }];
  const [working, weekend] = EXCHANGES[exchange] ?? [[], []];
  const lines: readonly Line[] = [['0:00', CLOSED], ...(isWeekend(dayMs) ? weekend : working)];
  const starts = lines.map(([from]) => {
    const [hour = 0, minute = 0] = from.split(':').map(Number);
    return moscowTime(dayMs, hour, minute);
  });
  return lines.map(([, status, session], index) => ({
    fromMs: starts[index] ?? start,
    toMs: starts[index + 1] ?? whole.toMs,
    status,
    session,
  }));
}

/** Whether anything is traded there on that day, of an exchange that keeps hours. */
export const isTradingDay = (exchange: string, dayMs: number): boolean =>
  phasesOf(exchange, dayMs, 'moex').some(({ session }) => session !== undefined);

export function phaseAt(exchange: string, atMs: number, hours: PaperHours): Phase {
  const phases = phasesOf(exchange, moscowDay(atMs), hours);
  const found = phases.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
  if (!found) throw new Error(`no phase of ${exchange} at ${new Date(atMs).toISOString()}`);
  return found;
}

/** The next moment after `atMs` when a status may change or a day is cleared. */
export function nextMoment(atMs: number, hours: PaperHours): number {
  const today = moscowDay(atMs);
  const moments = EXCHANGE_NAMES.map((exchange) => phaseAt(exchange, atMs, hours).toMs);
  return Math.min(
    ...moments,
    ...[clearingOf(today), clearingOf(today + DAY_MS)].filter((moment) => moment > atMs),
  );
}
