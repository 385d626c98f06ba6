import {
  type LoggedStop,
  type RestoredOrder,
  recordRestoreProof,
  restoredOrders,
  stashOfTask,
  stashOrders,
  stopsOfTask,
} from '../../database/index.js';
import {
  type ExpectedOrder,
  keepProof,
  type ProofDifference,
  proveRestore,
  type RestoreProof,
} from '../../domain/stash/prove.js';
import { isOf, type RestoreRequest } from '../../domain/stash/stash-task.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import type { ExecutionDependencies } from '../dependencies.js';
import type { ListTask } from '../list-executor.js';
import { termsNow } from './restore-plan.js';

/** What was placed a moment ago may not be in the list yet; so often it is read anew, each time later. */
const LOOKS = 4;
const FIRST_PAUSE_MS = 250;

/** Asks the broker for the list, compares it with the stash order by order, and writes down what it came to. */
export async function proveRestored(dependencies: ExecutionDependencies, list: ListTask): Promise<void> {
  const { db, broker } = dependencies;
  const request = list.row.request as RestoreRequest;
  const expected = await expectedOrders(dependencies, list);
  const stay = await whatStays(dependencies, list);
  let proof: RestoreProof | undefined;
  for (let look = 1, pauseMs = FIRST_PAUSE_MS; look <= LOOKS; look += 1, pauseMs *= 2) {
    const all = await broker.stopOrders.active();
    const active = all.filter(({ instrumentUid }) => isOf(request, instrumentUid));
    // Without cleaning, others were to stay.
    const left = request.clean ? stay : new Set(idsOf(active, expected));
    proof = proveRestore({ expected, active, left });
    if (!proof.differences.some(({ kind }) => kind === 'missing') || list.hold() === 'given-up') break;
    if (look < LOOKS) await list.untilChanged([], pauseMs);
  }
  if (!proof) return;
  await recordRestoreProof(db, list.row.key, keepProof(proof, expected.length));
  tell(dependencies, list, { proof, expected });
}

const idsOf = (active: readonly StopSnapshot[], expected: readonly ExpectedOrder[]): string[] => {
  const ours = new Set(expected.map(({ stopOrderId }) => stopOrderId));
  return active.map(({ stopOrderId }) => stopOrderId).filter((id) => !ours.has(id));
};

/** What was found and could not be placed again, so that it was not cleaned away. */
async function whatStays({ db }: ExecutionDependencies, { row }: ListTask): Promise<ReadonlySet<string>> {
  const before = await stashOfTask(db, row.key);
  const orders = before ? await stashOrders(db, before.id) : [];
  return new Set(orders.flatMap(({ problem, snapshot }) => (problem ? [snapshot.stopOrderId] : [])));
}

async function expectedOrders(
  { db, broker }: ExecutionDependencies,
  { row }: ListTask,
): Promise<ExpectedOrder[]> {
  const { stash, margin } = row.request as RestoreRequest;
  const saved = new Map((await stashOrders(db, stash)).map((order) => [order.position, order]));
  const stops = new Map((await stopsOfTask(db, row.key)).map((stop) => [stop.number, stop]));
  const restored = (await restoredOrders(db, row.key)) ?? [];
  return Promise.all(
    restored.map(async (each) => {
      const stop = each.number === null ? undefined : stops.get(each.number);
      const order = saved.get(each.position);
      return expectedOrder({ each, stop, terms: order ? await termsNow(broker, order, margin) : null });
    }),
  );
}

function expectedOrder({
  each: { position, fate, stopOrderId },
  stop,
  terms,
}: {
  each: RestoredOrder;
  stop: LoggedStop | undefined;
  terms: Awaited<ReturnType<typeof termsNow>>;
}): ExpectedOrder {
  if (fate === 'there') return { position, terms, stopOrderId };
  if (fate !== null) return { position, terms, stopOrderId: null, notPlaced: { reason: fate } };
  const placed = { position, terms: stop?.terms ?? terms, stopOrderId: stop?.stopOrderId ?? null };
  if (!stop || stop.state === 'placed') return placed;
  const reason = stop.state === 'refused' ? 'refused' : stop.state === 'sent' ? 'in-doubt' : 'dropped';
  return { ...placed, notPlaced: { reason, ...(stop.reason && { error: stop.reason }) } };
}

/** One warning for all, and each for who looks closer. */
function tell(
  { journal }: ExecutionDependencies,
  { row }: ListTask,
  { proof, expected }: { proof: RestoreProof; expected: readonly ExpectedOrder[] },
): void {
  const { stash } = row.request as RestoreRequest;
  const { same, differences } = proof;
  const terms = new Map(expected.map((each) => [each.position, each.terms]));
  for (const each of differences)
    journal.write({
      taskId: row.id,
      kind: 'restore-difference',
      severity: 'info',
      data: { stash, ...figuresOf(each, terms) },
    });
  journal.write({
    taskId: row.id,
    kind: differences.length === 0 ? 'restore-proved' : 'restore-differs',
    severity: differences.length === 0 ? 'info' : 'warning',
    data: { stash, same, of: expected.length, count: differences.length },
  });
}

function figuresOf(
  difference: ProofDifference,
  terms: ReadonlyMap<number, ExpectedOrder['terms']>,
): Record<string, string | number | null> {
  const { kind: what } = difference;
  if (difference.kind === 'not-of-stash') {
    const { direction, lots, stopPrice, stopOrderId } = difference.stop;
    return {
      what,
      number: null,
      ticker: null,
      direction,
      lots,
      price: stopPrice.toFixed(),
      detail: stopOrderId,
    };
  }
  const {
    ticker = null,
    direction = null,
    lots = null,
    stopPrice = null,
  } = terms.get(difference.position) ?? {};
  return {
    what,
    number: difference.position,
    ticker,
    direction,
    lots,
    price: stopPrice,
    detail: detailOf(difference),
  };
}

function detailOf(difference: Exclude<ProofDifference, { kind: 'not-of-stash' }>): string | null {
  if (difference.kind === 'not-placed') return difference.reason;
  if (difference.kind === 'missing') return difference.stopOrderId;
  return difference.fields.map(({ field, wanted, told }) => `${field} ${wanted} → ${told}`).join(', ');
}
