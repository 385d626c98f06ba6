/** When the two legs of a spread trade, and when a far order may rest by that. Pure; times are UTC. */
import { common, merged, shortened, type TradingInterval } from './intervals.js';
import { DEFAULT_SETTINGS, type Settings } from './settings.js';

export type { TradingInterval } from './intervals.js';

/** So long no far order rests: prices are wild then, and a hedge may find no market. */
export interface SessionEdges {
  readonly afterOpeningMs: number;
  readonly beforeCloseMs: number;
  /** Before a leg's last trading moment. */
  readonly beforeLastTradeMs: number;
}

type EdgeSettings = Pick<
  Settings,
  'session.afterOpeningSeconds' | 'session.beforeCloseSeconds' | 'session.beforeLastTradeMinutes'
>;

export const edgesOf = (settings: EdgeSettings): SessionEdges => ({
  afterOpeningMs: settings['session.afterOpeningSeconds'] * 1_000,
  beforeCloseMs: settings['session.beforeCloseSeconds'] * 1_000,
  beforeLastTradeMs: settings['session.beforeLastTradeMinutes'] * 60_000,
});

const USUAL_EDGES = edgesOf(DEFAULT_SETTINGS);

export interface LegHours {
  /** Continuous trading. Undefined while unknown: then the trading status alone decides. */
  readonly sessions: readonly TradingInterval[] | undefined;
  /** Of a future: its last trading moment (`Instrument.future.lastTradeAt`). */
  readonly lastTradeAt?: Date | undefined;
}

export interface SpreadHours {
  /** By the hours of both legs; their trading statuses have their own say. */
  readonly farMayRest: boolean;
  /** When `farMayRest` changes next, where that is known. */
  readonly changesAt?: Date;
  /** When both legs trade again, while they do not, where that is known. */
  readonly opensAt?: Date;
}

export interface SpreadHoursQuestion {
  readonly far: LegHours;
  readonly near: LegHours;
  readonly now: Date;
  /** @default those of the settings' defaults */
  readonly edges?: SessionEdges;
}

/** An order may rest from some time after an opening of either leg until some time before a close, or before a last trade. */
export function spreadHours({ far, near, now, edges = USUAL_EDGES }: SpreadHoursQuestion): SpreadHours {
  const resting = merged(common(restingHours(far, edges), restingHours(near, edges)));
  const current = resting.find((each) => holds(each, now));
  const next = resting.find(({ from }) => from > now);
  const changesAt = current ? ifKnown(current.to) : next?.from;
  const opensAt = nextOpening(common(tradingHours(far), tradingHours(near)), now);
  return {
    farMayRest: current !== undefined,
    ...(changesAt && { changesAt }),
    ...(opensAt && { opensAt }),
  };
}

const FIRST = new Date(-8.64e15);
const LAST = new Date(8.64e15);
const ALWAYS: readonly TradingInterval[] = [{ from: FIRST, to: LAST }];

const tradingHours = ({ sessions, lastTradeAt = LAST }: LegHours): TradingInterval[] =>
  common(merged(sessions ?? ALWAYS), [{ from: FIRST, to: lastTradeAt }]);

function restingHours(
  { sessions, lastTradeAt }: LegHours,
  { afterOpeningMs, beforeCloseMs, beforeLastTradeMs }: SessionEdges,
): TradingInterval[] {
  const edges = { beginMs: afterOpeningMs, endMs: beforeCloseMs };
  const trading = sessions ? shortened(merged(sessions), edges) : ALWAYS;
  if (!lastTradeAt) return [...trading];
  return common(trading, [{ from: FIRST, to: new Date(lastTradeAt.getTime() - beforeLastTradeMs) }]);
}

function nextOpening(trading: readonly TradingInterval[], now: Date): Date | undefined {
  const [open] = merged(trading).filter(({ to }) => to > now);
  return open && open.from > now ? open.from : undefined;
}

const holds = ({ from, to }: TradingInterval, at: Date): boolean => from <= at && at < to;
const ifKnown = (at: Date): Date | undefined => (at < LAST ? at : undefined);

/** Whether it may be trading by its hours; where they are not known nothing says that it is not. */
export const mayTradeAt = (sessions: readonly TradingInterval[] | undefined, at: Date): boolean =>
  !sessions || sessions.some(({ from, to }) => from <= at && at < to);

/**
 * For how long all of several exchanges are closed by their hours, in milliseconds; zero where one may be trading, for ever
 * where no opening is known.
 */
export function closedForMs(hours: readonly (readonly TradingInterval[] | undefined)[], now: Date): number {
  if (hours.length === 0 || hours.some((sessions) => mayTradeAt(sessions, now))) return 0;
  const openings = hours.flatMap((sessions = []) => sessions.map(({ from }) => from.getTime()));
  return Math.min(...openings.filter((atMs) => atMs > now.getTime())) - now.getTime();
}
