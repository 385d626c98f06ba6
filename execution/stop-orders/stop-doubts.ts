import { type LoggedStop, ownersOfStops, stopsInDoubt, whenSaved } from '../../database/index.js';
import { listFrom, matchStops } from '../../domain/stop-matching.js';
import type { ExecutionDependencies } from '../dependencies.js';
import type { ListTask } from '../list-executor.js';
import { doubtfulStop } from './doubtful-stop.js';
import type { StopRecord } from './stop-record.js';

const FIRST_LOOK_MS = 1_500;
/** Then after twice as long each time, at most so: reading counts against the same limit as placing. */
const LAST_LOOK_MS = 60_000;

const wallAheadMs = (): number => Date.now() - performance.now();

interface Doubt {
  /** How far the wall clock was ahead of the monotonic one when its sending had failed. */
  readonly wallAheadMs: number;
  ambiguous?: number;
}

/** A task's stop orders whose sending had no certain outcome: found by what they are, over all statuses. */
export function watchStopDoubts(
  { db, broker, logger }: ExecutionDependencies,
  { list, record }: { list: ListTask; record: StopRecord },
) {
  /** Numbers in doubt, with how many there are that nobody can tell apart. */
  const doubts = new Map<number, Doubt>();
  // What was sent before this executor began is asked about before anything else.
  for (const { number, state } of record.all())
    if (state === 'sent') doubts.set(number, { wallAheadMs: wallAheadMs() });
  let nextAtMs = 0;
  let pauseMs = FIRST_LOOK_MS;
  let toldOf = '';

  async function look(): Promise<void> {
    const isOwn = ({ taskKey, number }: LoggedStop) => taskKey === list.row.key && doubts.has(number);
    const before = await stopsInDoubt(db, broker.accountId);
    // What somebody else settled meanwhile is no doubt any more.
    if (before.filter(isOwn).length < doubts.size) {
      await record.refresh();
      for (const number of [...doubts.keys()]) if (record.of(number)?.state !== 'sent') doubts.delete(number);
    }
    if (!before.some(isOwn)) return;
    const from = Math.min(...before.map((stop) => listFrom(doubtfulStop(stop)).getTime()));
    const askedAtMs = Date.now();
    const stops = await broker.stopOrders.since(new Date(from));
    // After the list and before the owners: what was on its way meanwhile is in doubt here, or has an owner there.
    const inDoubt = await stopsInDoubt(db, broker.accountId);
    const stopOrderIds = stops.map(({ stopOrderId }) => stopOrderId);
    const { accountId } = broker;
    // What a stash saved and cancelled is the same as what its restore sends, and was there before.
    const writtenDownAt = await whenSaved(db, { accountId, stopOrderIds });
    const all = inDoubt.map((stop) => {
      const doubt = isOwn(stop) ? doubts.get(stop.number) : undefined;
      const putOnMs = doubt ? wallAheadMs() - doubt.wallAheadMs : 0;
      return doubtfulStop(stop, { putOnMs, writtenDownAt });
    });
    const own = inDoubt.filter(isOwn);
    const owners = await ownersOfStops(db, { accountId, stopOrderIds });
    const known = new Set(owners.keys());
    const verdicts = matchStops({ doubts: all, known, list: { stops, askedAtMs } });
    for (const stop of own) {
      const verdict = verdicts.get(stop.clientOrderId);
      const doubt = doubts.get(stop.number);
      if (!verdict || !doubt) continue;
      if (verdict.kind === 'found' && (await record.found(stop, verdict.stop.stopOrderId)))
        doubts.delete(stop.number);
      else if (verdict.kind === 'absent') {
        await record.outcome(stop, { state: 'planned', doubted: true });
        doubts.delete(stop.number);
      } else if (verdict.kind === 'may-appear')
        nextAtMs = Math.min(nextAtMs, performance.now() + Math.max(1, verdict.untilMs - Date.now() + 1));
      else if (verdict.kind === 'ambiguous') doubt.ambiguous = verdict.candidates.length;
    }
  }

  return {
    get size() {
      return doubts.size;
    },
    /** Each of them waits for a person. */
    get needPerson() {
      return doubts.size > 0 && [...doubts.values()].every(({ ambiguous }) => ambiguous !== undefined);
    },
    add(number: number): void {
      doubts.set(number, { wallAheadMs: wallAheadMs() });
      pauseMs = FIRST_LOOK_MS;
      nextAtMs = Math.min(nextAtMs, performance.now() + pauseMs);
      if (doubts.size === 1) nextAtMs = performance.now() + pauseMs;
    },
    dueInMs: (): number =>
      doubts.size === 0 ? Number.POSITIVE_INFINITY : Math.max(0, nextAtMs - performance.now()),
    /** Reads what is there and settles what it tells. */
    async look(): Promise<void> {
      nextAtMs = performance.now() + pauseMs;
      pauseMs = Math.min(2 * pauseMs, LAST_LOOK_MS);
      try {
        await look();
      } catch (error) {
        logger.warn(
          { err: error, task: list.row.id },
          'its doubtful stop orders could not be read, trying again',
        );
      }
    },
    /** Tells a person of those that nobody can tell apart, once for each of them. */
    tellPerson(): void {
      const text = JSON.stringify([...doubts]);
      if (text === toldOf) return;
      toldOf = text;
      for (const [number, { ambiguous = 0 }] of doubts) {
        const stop = record.of(number);
        if (stop) record.needsPerson(stop, ambiguous);
      }
    },
  };
}
