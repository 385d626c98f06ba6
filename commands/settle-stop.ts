import type { Broker } from '../broker/broker.js';
import {
  appendToJournal,
  inTransaction,
  isTakenByAnother,
  type LoggedStop,
  ownersOfStops,
  settleStop,
  stopsOfTask,
  type TaskRow,
} from '../database/index.js';
import { APPEARS_WITHIN_MS } from '../domain/leg.js';
import { listFrom, sameContent } from '../domain/stop-matching.js';
import type { CommandContext, CommandOutcome } from './define-command.js';
import { StopMayAppearError, StopNotInDoubtError } from './stop-task-errors.js';

/**
 * A person says whether a stop order is there whose fate cannot be told from the broker's list: one that is not is sent
 * again.
 * @throws StopNotInDoubtError, StopMayAppearError
 */
export async function settleStopOrder(
  row: TaskRow,
  { number, placed }: { readonly number: number; readonly placed: boolean },
  context: CommandContext,
): Promise<CommandOutcome> {
  const { db, broker, tasks, by } = context;
  const inDoubt = (await stopsOfTask(db, row.key)).filter(({ state }) => state === 'sent');
  const stop = inDoubt.find((each) => each.number === number);
  const numbers = inDoubt.map((each) => each.number).join(', ') || null;
  const notInDoubt = () => new StopNotInDoubtError({ taskId: row.id, number: String(number), numbers });
  if (!stop) throw notInDoubt();
  const leftMs = APPEARS_WITHIN_MS - (stop.sentAgoMs ?? 0);
  if (leftMs > 0)
    throw new StopMayAppearError({
      taskId: row.id,
      number: String(number),
      seconds: String(Math.ceil(leftMs / 1_000)),
    });
  const write = (stopOrderId: string | null) =>
    inTransaction(db, async (transaction) => {
      if (!(await settleStop(transaction, stop, { placed, stopOrderId }))) throw notInDoubt();
      const data = { by, number, placed: placed ? 'yes' : 'no' };
      await appendToJournal(transaction, [
        { taskId: row.id, kind: 'stop-settled', severity: 'report', data },
      ]);
    });
  const likeliest = placed ? await likeliestOf(stop, context.db, broker) : null;
  await write(likeliest).catch((error: unknown) => {
    if (!isTakenByAnother(error)) throw error;
    // An answer that came meanwhile says whose it is; what a person says holds without it.
    return write(null);
  });
  await tasks.wake(row);
  return { kind: 'result', result: { task: row.id, number, placed } };
}

/** Of those like it that no task knows, the one that was placed nearest to its sending; null where there is none. */
async function likeliestOf(
  { terms, sentAt, firstSentAt, accountId }: LoggedStop,
  db: CommandContext['db'],
  { stopOrders }: Pick<Broker, 'stopOrders'>,
): Promise<string | null> {
  const sentAtMs = sentAt?.getTime() ?? Date.now();
  const firstSentAtMs = firstSentAt?.getTime() ?? sentAtMs;
  const alike = (await stopOrders.since(listFrom({ firstSentAtMs }))).filter((each) =>
    sameContent(terms, each),
  );
  const stopOrderIds = alike.map(({ stopOrderId }) => stopOrderId);
  const owners = await ownersOfStops(db, { accountId, stopOrderIds });
  const awayMs = (createdAt: Date | undefined) => Math.abs((createdAt?.getTime() ?? 0) - sentAtMs);
  const [nearest] = alike
    .filter(({ stopOrderId }) => !owners.has(stopOrderId))
    .sort((a, b) => awayMs(a.createdAt) - awayMs(b.createdAt));
  return nearest?.stopOrderId ?? null;
}
