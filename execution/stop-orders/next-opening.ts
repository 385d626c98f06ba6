import type { TradingInterval } from '../../domain/hours.js';
import type { ExecutionDependencies } from '../dependencies.js';

/** Where no schedule says when, or it says that there is trading now, another look is taken so much later. */
const LOOK_AGAIN_MS = 300_000;

/** When the first of these instruments trades next, by the broker's sessions; soon where nobody knows. */
export async function nextOpening(
  { broker }: Pick<ExecutionDependencies, 'broker'>,
  instrumentUids: readonly string[],
  now: Date = new Date(),
): Promise<Date> {
  const openings = (await sessionsOf({ broker }, instrumentUids)).flatMap((sessions) => {
    if (!sessions || sessions.some((each) => holds(each, now))) return [];
    return sessions.find(({ from }) => from > now)?.from ?? [];
  });
  const soon = new Date(now.getTime() + LOOK_AGAIN_MS);
  return openings.length === 0 ? soon : new Date(Math.min(...openings.map((each) => each.getTime())));
}

/** Whether any of them trades now; true where nobody knows. */
export async function tradesNow(
  { broker }: Pick<ExecutionDependencies, 'broker'>,
  instrumentUids: readonly string[],
  now: Date = new Date(),
): Promise<boolean> {
  const all = await sessionsOf({ broker }, instrumentUids);
  return all.some((sessions) => !sessions || sessions.some((each) => holds(each, now)));
}

async function sessionsOf(
  { broker: { instruments } }: Pick<ExecutionDependencies, 'broker'>,
  uids: readonly string[],
): Promise<(readonly TradingInterval[] | undefined)[]> {
  const found = await Promise.all(uids.map((uid) => instruments.byUid(uid)));
  const listed = found.flatMap((instrument) => instrument ?? []);
  return Promise.all(listed.map((instrument) => instruments.sessions(instrument)));
}

const holds = ({ from, to }: TradingInterval, at: Date): boolean => from <= at && at < to;
