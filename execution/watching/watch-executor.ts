import { setImmediate as nextTurn } from 'node:timers/promises';
import { readScanPairs, type ScanPairsRead } from '../../broker/scan-pairs.js';
import { changeWatchMarks, dividendsAhead, type MarkChanges, type WatchMark } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { closedForMs } from '../../domain/hours.js';
import type { Instrument } from '../../domain/instrument.js';
import { legsOfPairs } from '../../domain/scan/pairs.js';
import { figuresOfRow, type ScanRow, type ScanTerms } from '../../domain/scan/rows.js';
import type { Settings } from '../../domain/settings.js';
import type { Settlement } from '../../domain/task.js';
import { bestFirst, changesOf, type SeenPair, seenPairs } from '../../domain/watching/pairs.js';
import type { WatchRequest } from '../../domain/watching/requests.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { type ListTask, startListExecutor } from '../list-executor.js';
import type { StartWatchingExecutor } from '../running-executor.js';
import { BLIND_MS, watchBlindness } from './blindness.js';
import { keepMarks, watchingHold, watchingSettlement } from './keep-marks.js';

export interface WatchWays {
  /** Of the request's minutes, in milliseconds. */
  readonly minuteMs: number;
  /** After a scan that could not be made. */
  readonly retryMs: number;
  /** A person is told when no scan has seen anything for so long. */
  readonly blindMs: number;
  readonly now: () => Date;
  readonly read: (broker: ExecutionDependencies['broker']) => Promise<ScanPairsRead>;
}

const WATCH_WAYS: WatchWays = {
  minuteMs: 60_000,
  retryMs: 10_000,
  blindMs: BLIND_MS,
  now: () => new Date(),
  read: readScanPairs,
};
/** A pair above the rate takes 0.3 ms. */
const PAIRS_AT_ONCE = 10;
/** More pairs in one message nobody reads. */
const MOST_TOLD = 20;
/** What is earned in a day would be a number of sixty digits a year. */
const MOST_YEARLY = 99_999;
/** The settings are read in the first moments of a worker. */
const UNKNOWN_MS = 500;

/** Scans every so many minutes, at once when it begins, and tells which pairs crossed the rate, until it is stopped. */
export const createWatchExecutor =
  (ways: WatchWays = WATCH_WAYS): StartWatchingExecutor =>
  async (dependencies, options) =>
    startListExecutor(dependencies, options, (list) =>
      scanOnSchedule({ ...options, dependencies, ways, list }),
    );

export const startWatchExecutor = createWatchExecutor();

interface Watching {
  readonly dependencies: ExecutionDependencies;
  readonly settings: () => Settings | undefined;
  readonly ways: WatchWays;
  readonly list: ListTask;
}

async function scanOnSchedule({
  dependencies,
  settings,
  ways,
  list,
}: Watching): Promise<Settlement | undefined> {
  const { db, broker, logger } = dependencies;
  const request = list.row.request as WatchRequest;
  const rate = new Decimal(request.rate);
  const blindness = watchBlindness(dependencies, list, ways.blindMs);
  let dueAtMs = performance.now();
  /** One of each exchange that the last scan looked at. */
  let scanned: readonly Instrument[] = [];

  /** @returns what is to be waited for the next one, in milliseconds */
  const scan = async (sum: string): Promise<number> => {
    const nextMs = request.minutes * ways.minuteMs;
    const hours = await Promise.all(scanned.map((each) => broker.instruments.sessions(each)));
    const closedMs = closedForMs(hours, ways.now());
    // At night nothing is read, and what was due then is due when the first exchange opens.
    if (closedMs > 0) {
      blindness.look('closed');
      // The first minute is wild, and not every book is told in it.
      return Math.min(nextMs, closedMs + ways.minuteMs);
    }
    const readAtMs = performance.now();
    const { pairs, market, shares } = await ways.read(broker);
    scanned = onePerExchange(legsOfPairs(pairs));
    const dividends = await dividendsAhead(db, broker.mode, { shares, at: market.at });
    const seen = await seenInParts({ pairs, market, rate, sum: new Decimal(sum), dividends });
    const isBlind = pairs.length > 0 && [...market.quotes.values()].every(({ book }) => !book);
    blindness.look(isBlind ? { reason: 'scan-blind', of: '' } : undefined);
    const isStale = () => performance.now() - readAtMs > ways.minuteMs;
    await keepMarks(dependencies, list, async () =>
      isStale()
        ? []
        : changeWatchMarks(db, list.claim.claim, {
            wishVersion: list.wish().version,
            decide: (marks) => markChanges(list.row.id, request, { seen, marks }),
          }),
    );
    // What could not be written for long is not how it is any more.
    if (isStale()) return 0;
    return isBlind ? Math.min(nextMs, ways.minuteMs) : nextMs;
  };

  try {
    for (;;) {
      const hold = watchingHold(list);
      if (hold)
        return hold === 'given-up'
          ? undefined
          : await watchingSettlement(dependencies, list, { reason: hold });
      const sum = settings()?.['scan.sum'];
      if (sum === undefined) blindness.look({ reason: 'settings-unknown', of: '' });
      const waitMs = sum === undefined ? UNKNOWN_MS : dueAtMs - performance.now();
      if (waitMs > 0 || sum === undefined) {
        await list.untilChanged([], waitMs);
        continue;
      }
      const beganAtMs = performance.now();
      try {
        dueAtMs = beganAtMs + (await scan(sum));
      } catch (error) {
        logger.warn({ err: error, task: list.row.id }, 'the market could not be scanned, trying again');
        blindness.look({ reason: 'scan-failed', of: '' }, error);
        dueAtMs = performance.now() + ways.retryMs;
      }
    }
  } finally {
    await blindness.flush();
  }
}

function markChanges(
  taskId: string,
  { rate }: WatchRequest,
  {
    seen,
    marks: before,
  }: { readonly seen: readonly SeenPair<ScanRow>[]; readonly marks: readonly WatchMark[] },
): MarkChanges {
  const { marks, crossed } = changesOf(before, seen);
  const changed = marks.map((mark) => ({ ...mark, rises: true, tells: mark.above }));
  if (crossed.length === 0) return { marks: changed };
  const shown = crossed.slice(0, MOST_TOLD);
  const data = {
    task: 'watch',
    rate,
    count: crossed.length,
    pairs: shown.map(lineOf).join('\n'),
    more: crossed.length - shown.length,
  };
  return { marks: changed, entry: { taskId, kind: 'watch-crossed', severity: 'report', data } };
}

/** The same in every language. */
function lineOf(row: ScanRow): string {
  const { far, near } = row.pair;
  const { yearly, profit } = figuresOfRow(row);
  const shown = yearly.gt(MOST_YEARLY) ? `>${MOST_YEARLY}` : yearly.toFixed(2);
  return `${far.ticker} / ${near.ticker}: ${shown} %, +${profit.toFixed(2)} ₽`;
}

const onePerExchange = (legs: readonly Instrument[]): Instrument[] => [
  ...new Map(legs.map((leg) => [leg.exchange, leg])).values(),
];

/** In turns of a few milliseconds: hedges are sent between them. */
async function seenInParts(terms: ScanTerms): Promise<SeenPair<ScanRow>[]> {
  const seen: SeenPair<ScanRow>[] = [];
  for (let from = 0; from < terms.pairs.length; from += PAIRS_AT_ONCE) {
    seen.push(...seenPairs({ ...terms, pairs: terms.pairs.slice(from, from + PAIRS_AT_ONCE) }));
    await nextTurn();
  }
  return bestFirst(seen);
}
