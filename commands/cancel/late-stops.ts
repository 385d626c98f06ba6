import { cancelStopOrders } from '../../broker/cancel-stop-orders.js';
import {
  type CancelRow,
  endCancel,
  itemsOfCancel,
  type LoggedStop,
  ownersOfStops,
  prolongCancel,
  stopsInDoubt,
  taskByKey,
  tellOfCancel,
  writeCancelItems,
} from '../../database/index.js';
import type { CancelItem, CancelledItem } from '../../domain/cancel/item.js';
import type { JournalEntry } from '../../domain/journal.js';
import { APPEARS_WITHIN_MS } from '../../domain/leg.js';
import { CLOCKS_APART_MS, sameContent } from '../../domain/stop-matching.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import { activeStops, itemsOf } from './account-now.js';
import type { Cancelling } from './cancelling.js';
import { opened } from './ends.js';

/** As long as orders that may appear yet are. */
const WATCHED_MS = 600_000;
/** Each reading counts against the limit of all that concerns stop orders. */
const LOOK_EVERY_MS = 10_000;

/** After the report: stop orders that were sent before everything was cancelled, and appear now. */
export async function cancelLateStops(cancelling: Cancelling): Promise<void> {
  const { db, row, lease, signal, pause } = cancelling;
  while (!signal.aborted) {
    const awaited = (await stopsInDoubt(db, row.accountId)).filter((stop) => isAwaited(stop, row));
    const appeared = await appearedOf(cancelling, awaited);
    if (appeared.length === 0 && awaited.length === 0) return endCancel(db, lease);
    const isOurs =
      appeared.length > 0 ? await cancelThem(cancelling, appeared) : await prolongCancel(db, lease);
    if (!isOurs) return;
    await pause(LOOK_EVERY_MS);
  }
}

type Sent = Pick<LoggedStop, 'firstSentAt'>;

/** What was started after the report is another matter, whatever it is like. */
const isOfBefore = ({ firstSentAt }: Sent, { reportedAt }: CancelRow): boolean =>
  firstSentAt !== null && reportedAt !== null && firstSentAt < reportedAt;

const isAwaited = (stop: LoggedStop, row: CancelRow): boolean =>
  isOfBefore(stop, row) && (stop.sentAgoMs ?? 0) < WATCHED_MS;

/** Those of before that are active: found by their task meanwhile, or else by what they are, each for one in doubt. */
async function appearedOf(
  { db, broker, row }: Cancelling,
  awaited: readonly LoggedStop[],
): Promise<CancelItem[]> {
  const stops = await activeStops(broker);
  const ids = stops.map(({ stopOrderId }) => stopOrderId);
  const owners = await ownersOfStops(db, { accountId: row.accountId, stopOrderIds: ids });
  const dealtWith = new Set(
    (await itemsOfCancel(db, row.id)).filter(({ state }) => state !== 'open').map(({ id }) => id),
  );
  const doubts = [...awaited];
  const items: CancelItem[] = [];
  for (const stop of stops.filter(({ stopOrderId }) => !dealtWith.has(stopOrderId))) {
    const owner = owners.get(stop.stopOrderId) ?? takeLike(stop, doubts);
    if (owner && isOfBefore(owner, row)) items.push(...(await itemOf({ db, broker }, stop, owner.taskKey)));
  }
  return items;
}

function takeLike(stop: StopSnapshot, doubts: LoggedStop[]): LoggedStop | undefined {
  const place = doubts.findIndex((sent) => sameContent(sent.terms, stop) && isOfThatTime(sent, stop));
  return place < 0 ? undefined : doubts.splice(place, 1)[0];
}

/** Somebody may have placed the same before, or since. */
function isOfThatTime({ firstSentAt, sentAt }: LoggedStop, { createdAt }: StopSnapshot): boolean {
  if (!createdAt || !firstSentAt || !sentAt) return true;
  const atMs = createdAt.getTime();
  return (
    atMs >= firstSentAt.getTime() - CLOCKS_APART_MS &&
    atMs <= sentAt.getTime() + APPEARS_WITHIN_MS + CLOCKS_APART_MS
  );
}

async function itemOf(
  { db, broker }: Pick<Cancelling, 'db' | 'broker'>,
  stop: StopSnapshot,
  taskKey: string,
): Promise<CancelItem[]> {
  const taskId = (await taskByKey(db, taskKey))?.id ?? null;
  const nobody = { owners: new Map(), stopOwners: new Map() };
  const items = await itemsOf(broker, { working: [], stops: [stop], ...nobody, isFirstLook: true });
  return items.map((item) => ({ ...item, taskId }));
}

/** @returns whether the lease is still ours */
async function cancelThem(
  { db, broker, row, lease, signal }: Cancelling,
  seen: readonly CancelItem[],
): Promise<boolean> {
  const { newcomerLooks } = row;
  // First, as everywhere: who finds them cancelled reads there that it was us.
  if (!(await writeCancelItems(db, lease, { seen, ended: [], newcomerLooks }))) return false;
  const ids = seen.map(({ id }) => id);
  const outcomes = await cancelStopOrders(broker, ids, { signal });
  const ended = seen
    .filter(({ id }) => outcomes.get(id)?.kind === 'cancelled')
    .map((item): CancelledItem => ({ ...opened(item), state: 'cancelled' }));
  return tellOfCancel(db, lease, { ended, entries: ended.map((item) => lateEntry(row, item)) });
}

const lateEntry = (
  { id: number }: CancelRow,
  { taskId, ticker, direction, lots }: CancelledItem,
): JournalEntry => ({
  ...{ taskId, kind: 'cancel-late', severity: 'warning' },
  data: { number, ticker, direction, lots },
});
