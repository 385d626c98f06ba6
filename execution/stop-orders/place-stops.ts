import { dropPlanned, type LoggedStop } from '../../database/index.js';
import type { TaskError } from '../../domain/task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import type { ListHold, ListTask } from '../list-executor.js';
import type { TaskProgress } from '../running-executor.js';
import { watchStopDoubts } from './stop-doubts.js';
import { openStopRecord } from './stop-record.js';
import { type Sent, sendStop } from './stop-sending.js';

/** A call takes up to half a second, and a burst is to be over before the limit's window is. */
const AT_ONCE = 8;
/** A failure of our own, such as of the database: nothing was decided by it. */
const RETRY_MS = 500;

export interface PlaceStops {
  readonly list: ListTask;
  readonly onProgress: (progress: TaskProgress) => void;
  /** The log refused an order: the wish may be newer than we know, or orders are halted. */
  readonly onRefusedIntent: () => void;
}

/** What the placing of a task's planned stop orders came to. */
export type PlacingEnd =
  /** Each of them is placed, refused or skipped. */
  | { readonly kind: 'complete' }
  /** Something holds it; the rest stays planned, of a stopped task it is dropped. */
  | { readonly kind: 'held'; readonly by: Exclude<ListHold, 'unclaimed'> }
  /** What is left is in instruments that take no stop orders now. */
  | { readonly kind: 'closed'; readonly instrumentUid: string }
  /** What is left needs a person's word (`settle`), who was told. */
  | { readonly kind: 'person' }
  /** The broker takes none at all; the rest is dropped. */
  | { readonly kind: 'failed'; readonly error: TaskError };

/**
 * Places what is planned for a task in `stop_orders`, each exactly once, as fast as the rate limit allows: several calls
 * at once until it is spent, then the next when it is free again. What is in doubt is settled beside, by content, and holds
 * nothing else up. Whatever happens, the next who calls this goes on where it was: docs/stop-orders.md.
 */
export async function placeStops(
  dependencies: ExecutionDependencies,
  { list, onProgress, onRefusedIntent }: PlaceStops,
): Promise<PlacingEnd> {
  const { db, logger } = dependencies;
  const record = await openStopRecord(dependencies, { list, onProgress });
  const doubts = watchStopDoubts(dependencies, { list, record });
  const underWay = new Map<number, Promise<void>>();
  const closed = new Set<string>();
  let waitUntilMs = 0;
  let failure: TaskError | undefined;
  let looking: Promise<void> | undefined;

  const isOpen = ({ instrumentUid }: LoggedStop) => instrumentUid === null || !closed.has(instrumentUid);
  const planned = (): LoggedStop[] =>
    record.all().filter(({ number, state }) => state === 'planned' && !underWay.has(number));

  const heed = (stop: LoggedStop, sent: Sent) => {
    if (sent.kind === 'doubt') doubts.add(stop.number);
    else if (sent.kind === 'closed' && stop.instrumentUid !== null) closed.add(stop.instrumentUid);
    else if (sent.kind === 'hopeless') failure = sent.error;
    else if (sent.kind === 'wait') {
      waitUntilMs = Math.max(waitUntilMs, performance.now() + sent.ms);
      record.spentUntil(waitUntilMs);
    }
  };
  const begin = (stop: LoggedStop) => {
    const sending = sendStop(dependencies, { list, record, onRefusedIntent }, stop)
      .then((sent) => heed(stop, sent))
      .catch(async (error: unknown) => {
        logger.warn(
          { err: error, task: list.row.id, number: stop.number },
          'a stop order was not placed yet',
        );
        waitUntilMs = performance.now() + RETRY_MS;
        // Where it was written down all the same, it was not sent.
        const now = record.of(stop.number);
        if (now?.state !== 'sent')
          await record.outcome({ ...stop, epoch: list.claim.claim.epoch }, { state: 'planned' });
        else doubts.add(stop.number);
      })
      .finally(() => underWay.delete(stop.number));
    underWay.set(stop.number, sending);
  };

  async function untilEnd(): Promise<PlacingEnd> {
    for (;;) {
      const hold = list.hold();
      const mayBegin = !hold && !failure && performance.now() >= waitUntilMs;
      if (mayBegin)
        for (const stop of planned()
          .filter(isOpen)
          .slice(0, AT_ONCE - underWay.size))
          begin(stop);
      if (!looking && hold !== 'given-up' && hold !== 'unclaimed' && doubts.dueInMs() === 0)
        looking = doubts.look().finally(() => {
          looking = undefined;
        });
      if (underWay.size === 0 && !looking) {
        const end = endOf(hold);
        if (end && (end.kind !== 'complete' || (await isAllTold()))) return end;
      }
      await next(hold);
    }
  }

  /** By what is written down: somebody else may have written, and an id may have been another one's. */
  async function isAllTold(): Promise<boolean> {
    await record.refresh();
    for (const { number, state } of record.all()) if (state === 'sent') doubts.add(number);
    return doubts.size === 0 && planned().length === 0;
  }

  function endOf(hold: ListHold | undefined): PlacingEnd | undefined {
    if (hold === 'unclaimed') return undefined;
    if (hold === 'given-up' || hold === 'paused' || hold === 'halted') return { kind: 'held', by: hold };
    const over: PlacingEnd | undefined =
      hold === 'stopped'
        ? { kind: 'held', by: hold }
        : failure && !hold
          ? { kind: 'failed', error: failure }
          : undefined;
    if (over) {
      // What may be there is not left to nobody.
      if (doubts.size > 0 && !doubts.needPerson) return undefined;
      if (doubts.needPerson) doubts.tellPerson();
      return over;
    }
    if (hold) return undefined;
    const left = planned();
    if (left.some(isOpen)) return undefined;
    if (doubts.needPerson) {
      doubts.tellPerson();
      return { kind: 'person' };
    }
    if (doubts.size > 0) return undefined;
    const [first] = left;
    return first?.instrumentUid
      ? { kind: 'closed', instrumentUid: first.instrumentUid }
      : { kind: 'complete' };
  }

  /** Until something changes, or it is time for something. */
  async function next(hold: ListHold | undefined): Promise<void> {
    const waits = [doubts.dueInMs()];
    const hasRoom = underWay.size < AT_ONCE;
    if (!hold && !failure && hasRoom && planned().some(isOpen))
      waits.push(Math.max(1, waitUntilMs - performance.now()));
    if (hold === 'unclaimed') waits.push(RETRY_MS);
    const withinMs = Math.min(...waits.filter((ms) => ms > 0));
    await list.untilChanged([...underWay.values(), ...(looking ? [looking] : [])], withinMs);
  }

  const end = await untilEnd();
  if (end.kind === 'failed' || (end.kind === 'held' && end.by === 'stopped')) {
    await dropPlanned(db, list.row.key);
    await record.refresh();
  }
  await record.flush();
  return end;
}
