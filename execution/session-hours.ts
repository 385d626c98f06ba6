import { edgesOf, type SpreadHours, spreadHours, type TradingInterval } from '../domain/hours.js';
import type { Instrument } from '../domain/instrument.js';
import type { Settings } from '../domain/settings.js';
import type { ExecutionDependencies } from './dependencies.js';
import { shareReadings, type WatchReadings } from './shared-readings.js';

/** The broker's client keeps them for the day; it is asked so often whether that is over. */
const READ_AGAIN_MS = 600_000;
/** Where nothing is known to change, it is worked out anew so often. */
const LOOK_AGAIN_MS = 60_000;

/** When instruments trade continuously; undefined where the broker tells no schedule. */
export type SessionHours = WatchReadings<readonly TradingInterval[] | undefined>;

export const watchSessionHours = ({
  broker,
  logger,
}: Pick<ExecutionDependencies, 'broker' | 'logger'>): SessionHours =>
  shareReadings({
    read: (instrument) => broker.instruments.sessions(instrument),
    everyMs: READ_AGAIN_MS,
    what: 'trading sessions',
    logger,
  });

/** Whether a far order may rest by the hours of both legs. */
export function watchSpreadHours(
  watch: SessionHours,
  { far, near, settings }: { far: Instrument; near: Instrument; settings: () => Settings | undefined },
  onChange: () => void,
) {
  let known: { readonly hours: SpreadHours; readonly untilMs: number; readonly by: Settings } | undefined;
  const onRead = () => {
    known = undefined;
    onChange();
  };
  const readings = [watch(far, onRead), watch(near, onRead)] as const;
  const hoursNow = (nowMs: number): SpreadHours | undefined => {
    const by = settings();
    if (!by) return undefined;
    // A clock that was set back knows nothing of what was worked out.
    if (known?.by === by && nowMs < known.untilMs && nowMs >= known.untilMs - LOOK_AGAIN_MS)
      return known.hours;
    const [farSessions, nearSessions] = readings.map((reading) => reading.newest());
    if (!farSessions || !nearSessions) return undefined;
    const hours = spreadHours({
      far: { sessions: farSessions.value, lastTradeAt: far.future?.lastTradeAt },
      near: { sessions: nearSessions.value, lastTradeAt: near.future?.lastTradeAt },
      now: new Date(nowMs),
      edges: edgesOf(by),
    });
    const changesMs = hours.changesAt?.getTime() ?? Number.POSITIVE_INFINITY;
    known = { hours, by, untilMs: Math.min(changesMs, nowMs + LOOK_AGAIN_MS) };
    return hours;
  };
  return {
    /** In monotonic milliseconds; undefined while they are not known. */
    now(): { readonly farMayRest: boolean; readonly changesAtMs?: number } | undefined {
      const nowMs = Date.now();
      const hours = hoursNow(nowMs);
      if (!hours) return undefined;
      const { farMayRest, changesAt } = hours;
      return {
        farMayRest,
        ...(changesAt && { changesAtMs: performance.now() + changesAt.getTime() - nowMs }),
      };
    },
    close() {
      for (const reading of readings) reading.close();
    },
  };
}
