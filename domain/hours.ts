/** When the two legs of a spread trade, and when a far order may rest by that. Pure; times are UTC. */
import { common, merged, shortened, type TradingInterval } from './intervals.js';

export type { TradingInterval } from './intervals.js';

/** After an opening and before a close no far order: prices are wild then, and a hedge may find no market. */
export const FAR_APART_FROM_EDGES_MS = 30_000;
/** Before a leg's last trading moment no far order. */
export const FAR_BEFORE_LAST_TRADE_MS = 3_600_000;

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
}

/** An order may rest from 30 s after an opening of either leg until 30 s before a close, or an hour before a last trade. */
export function spreadHours({ far, near, now }: SpreadHoursQuestion): SpreadHours {
  const resting = merged(common(restingHours(far), restingHours(near)));
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

const restingHours = ({ sessions, lastTradeAt }: LegHours): TradingInterval[] => {
  const trading = sessions ? shortened(merged(sessions), FAR_APART_FROM_EDGES_MS) : ALWAYS;
  if (!lastTradeAt) return [...trading];
  return common(trading, [{ from: FIRST, to: new Date(lastTradeAt.getTime() - FAR_BEFORE_LAST_TRADE_MS) }]);
};

function nextOpening(trading: readonly TradingInterval[], now: Date): Date | undefined {
  const [open] = merged(trading).filter(({ to }) => to > now);
  return open && open.from > now ? open.from : undefined;
}

const holds = ({ from, to }: TradingInterval, at: Date): boolean => from <= at && at < to;
const ifKnown = (at: Date): Date | undefined => (at < LAST ? at : undefined);
