import { readScanPairs } from '../../broker/scan-pairs.js';
import { changeWatchMarks, dividendsOf, type MarkChanges, type WatchMark } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import { moscowDay } from '../../domain/moscow.js';
import { dividendsByAsset } from '../../domain/scan/dividend.js';
import { legsOfPairs } from '../../domain/scan/pairs.js';
import { figuresOfRow, type ScanRow, type ScanTerms } from '../../domain/scan/rows.js';
import type { Settings } from '../../domain/settings.js';
import type { Settlement } from '../../domain/task.js';
import { changesOf, seenPairs } from '../../domain/watching/pairs.js';
import type { WatchRequest } from '../../domain/watching/requests.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { type ListTask, startListExecutor } from '../list-executor.js';
import type { StartWatchingExecutor } from '../running-executor.js';
import { keepMarks, toldSoFar, watchingHold, watchingSettlement } from './keep-marks.js';

export interface WatchTimes {
  /** Of the request's minutes, in milliseconds. */
  readonly minuteMs: number;
  /** After a scan that could not be made. */
  readonly retryMs: number;
}

const WATCH_TIMES: WatchTimes = { minuteMs: 60_000, retryMs: 10_000 };
/** More pairs in one message nobody reads. */
const MOST_TOLD = 20;
/** The settings are read in the first moments of a worker. */
const UNKNOWN_MS = 500;

/** Scans every so many minutes, at once when it begins, and tells which pairs crossed the rate, until it is stopped. */
export const createWatchExecutor =
  (times: WatchTimes = WATCH_TIMES): StartWatchingExecutor =>
  async (dependencies, options) =>
    startListExecutor(dependencies, options, (list) =>
      scanOnSchedule({ ...options, dependencies, times, list }),
    );

export const startWatchExecutor = createWatchExecutor();

interface Watching {
  readonly dependencies: ExecutionDependencies;
  readonly settings: () => Settings | undefined;
  readonly onProgress: Parameters<StartWatchingExecutor>[1]['onProgress'];
  readonly times: WatchTimes;
  readonly list: ListTask;
}

async function scanOnSchedule(watching: Watching): Promise<Settlement | undefined> {
  const { dependencies, settings, onProgress, times, list } = watching;
  const { db, broker, logger } = dependencies;
  const request = list.row.request as WatchRequest;
  const rate = new Decimal(request.rate);
  let dueAtMs = performance.now();
  /** One of each exchange that the last scan looked at. */
  let scanned: readonly Instrument[] = [];

  const scan = async (sum: string): Promise<ScanTerms | undefined> => {
    if (!(await mayTrade(broker, scanned))) return undefined;
    const { pairs, market, shares } = await readScanPairs(broker);
    scanned = onePerExchange(legsOfPairs(pairs));
    const from = new Date(moscowDay(market.at.getTime()));
    const dividends = await dividendsOf(
      db,
      broker.mode,
      shares.map(({ uid }) => uid),
      { from },
    );
    return { pairs, market, rate, sum: new Decimal(sum), dividends: dividendsByAsset(shares, dividends) };
  };

  for (;;) {
    const hold = watchingHold(list);
    if (hold)
      return hold === 'given-up' ? undefined : watchingSettlement(dependencies, list, { reason: hold });
    const sum = settings()?.['scan.sum'];
    const waitMs = sum === undefined ? UNKNOWN_MS : dueAtMs - performance.now();
    if (waitMs > 0 || sum === undefined) {
      await list.untilChanged([], waitMs);
      continue;
    }
    dueAtMs = performance.now() + request.minutes * times.minuteMs;
    try {
      const terms = await scan(sum);
      if (!terms) continue;
      let tells = false;
      const decide = (marks: readonly WatchMark[]): MarkChanges => {
        const changes = markChanges(list.row.id, request, { terms, marks });
        tells = changes.entry !== undefined;
        return changes;
      };
      await keepMarks(dependencies, list, () =>
        changeWatchMarks(db, list.claim.claim, { wishVersion: list.wish().version, decide }),
      );
      if (tells) onProgress({ executed: await toldSoFar(db, list), averagePrice: null });
    } catch (error) {
      logger.warn({ err: error, task: list.row.id }, 'the market could not be scanned, trying again');
      dueAtMs = performance.now() + times.retryMs;
    }
  }
}

function markChanges(
  taskId: string,
  { rate }: WatchRequest,
  { terms, marks: before }: { readonly terms: ScanTerms; readonly marks: readonly WatchMark[] },
): MarkChanges {
  const { marks, crossed } = changesOf(before, seenPairs(terms, before));
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
  return `${far.ticker} / ${near.ticker}: ${yearly.toFixed(2)} %, +${profit.toFixed(2)} ₽`;
}

const onePerExchange = (legs: readonly Instrument[]): Instrument[] => [
  ...new Map(legs.map((leg) => [leg.exchange, leg])).values(),
];

/** By the hours that the broker tells, where it does: at night nothing is read. */
async function mayTrade(
  { instruments }: ExecutionDependencies['broker'],
  scanned: readonly Instrument[],
): Promise<boolean> {
  const hours = await Promise.all(scanned.map((each) => instruments.sessions(each)));
  const now = new Date();
  const isOpen = (sessions: (typeof hours)[number]) =>
    !sessions || sessions.some(({ from, to }) => from <= now && now < to);
  return hours.length === 0 || hours.some(isOpen);
}
