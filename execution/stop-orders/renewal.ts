import { readLadderFacts } from '../../broker/ladder-facts.js';
import {
  appendToJournal,
  inTransaction,
  type LoggedStop,
  markRoundReported,
  planRound,
  stopsOfTask,
} from '../../database/index.js';
import { type LadderFacts, leftToShort, planLadder, plannedStops } from '../../domain/ladder/plan.js';
import type { LadderRequest, PlannedStop } from '../../domain/stop-task.js';
import type { Settlement } from '../../domain/task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import type { ListTask } from '../list-executor.js';
import { nextOpening, tradesNow } from './next-opening.js';
import { countsOf, roundOf } from './stop-progress.js';

/** The broker's clock may be behind ours: two ladders at once are to be none. */
const AFTER_EXPIRY_MS = 2_000;
/** The last price of the first moments of a session is of its auction, or of the day before. */
const AFTER_OPENING_MS = 30_000;
/** Another wish or claim is heard of within this. */
const REFUSED_MS = 500;

type Later = Pick<Settlement, 'reason' | 'until' | 'waitsFor'>;

/**
 * Of a ladder whose newest round is placed: tells people of it once; plans the next round around the prices of now when
 * the lifetimes are over and there is trading.
 * @returns `planned`, or when to go on
 */
export async function renew(
  dependencies: ExecutionDependencies,
  list: ListTask,
  request: LadderRequest,
): Promise<Later | 'planned'> {
  const { db } = dependencies;
  const stops = await stopsOfTask(db, list.row.key);
  const round = roundOf(stops);
  const endsAtMs = endOf(
    stops.filter((stop) => stop.round === round),
    request,
  );
  await reportRound(dependencies, list, { stops, round, endsAtMs });
  const later = (atMs: number, waitsFor: 'renewal' | 'session'): Later => ({
    reason: 'later',
    waitsFor,
    until: new Date(atMs).toISOString(),
  });
  if (Date.now() < endsAtMs + AFTER_EXPIRY_MS) return later(endsAtMs + AFTER_EXPIRY_MS, 'renewal');
  const uids = request.instruments.map(({ instrumentUid }) => instrumentUid);
  const settledAt = new Date(Date.now() - AFTER_OPENING_MS);
  if (!(await tradesNow(dependencies, uids)) || !(await tradesNow(dependencies, uids, settledAt))) {
    const opensAt = await nextOpening(dependencies, uids, settledAt);
    return later(opensAt.getTime() + AFTER_OPENING_MS, 'session');
  }
  const isPlanned = await planRound(db, list.claim.claim, {
    taskKey: list.row.key,
    accountId: list.row.accountId,
    orders: await planAnew(dependencies, request),
    round: round + 1,
    wishVersion: list.wish().version,
  });
  if (!isPlanned) await list.untilChanged([], REFUSED_MS);
  return 'planned';
}

/** When the last of a round expires; where none of it was placed, when it would have. */
function endOf(round: readonly LoggedStop[], { lifetimeMinutes }: LadderRequest): number {
  const ends = round.flatMap(({ terms: { expiry } }) =>
    expiry?.type === 'till-date' ? [Date.parse(expiry.at)] : [],
  );
  const planned = round.map(({ recordedAt }) => recordedAt.getTime() + lifetimeMinutes * 60_000);
  return Math.max(...(ends.length > 0 ? ends : planned));
}

async function planAnew(
  { broker }: Pick<ExecutionDependencies, 'broker'>,
  request: LadderRequest,
): Promise<PlannedStop[]> {
  const facts = await readLadderFacts(broker, request.instruments);
  const ofAccount = request.direction === 'sell' ? await withHoldings({ broker }, request, facts) : facts;
  return plannedStops(planLadder(request, ofAccount, new Date()), request.direction);
}

/** What can be sold without a short position, and how much beyond it a person agreed to. */
async function withHoldings(
  { broker }: Pick<ExecutionDependencies, 'broker'>,
  { margin, mayShort }: LadderRequest,
  facts: readonly LadderFacts[],
): Promise<LadderFacts[]> {
  const { securities } = await broker.account.positions();
  const positions = new Map(securities.map(({ instrumentUid, free }) => [instrumentUid, free]));
  return facts.map((each) => {
    const uid = each.instrument?.uid ?? '';
    const position = positions.get(uid) ?? 0;
    const most = margin ? mayShort && leftToShort(mayShort[uid] ?? 0, position) : 0;
    return { ...each, held: Math.max(0, position), ...(most !== undefined && { mayShort: most }) };
  });
}

async function reportRound(
  { db }: Pick<ExecutionDependencies, 'db'>,
  { row }: ListTask,
  {
    stops,
    round,
    endsAtMs,
  }: { readonly stops: readonly LoggedStop[]; readonly round: number; readonly endsAtMs: number },
): Promise<void> {
  const { placed, skipped, failed } = countsOf(stops);
  const amount = stops.filter((stop) => stop.round === round && stop.state !== 'skipped').length;
  const until = new Date(endsAtMs).toISOString();
  const data = { stops: row.kind, round, executed: placed, amount, skipped, failed, until };
  await inTransaction(db, async (transaction) => {
    if (!(await markRoundReported(transaction, { taskKey: row.key, round }))) return;
    await appendToJournal(transaction, [{ taskId: row.id, kind: 'stops-round', severity: 'report', data }]);
  });
}
