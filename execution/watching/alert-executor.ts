import { changeWatchMarks, type MarkChanges, type WatchMark, watchMarks } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import { DAY_MS } from '../../domain/moscow.js';
import type { Settlement } from '../../domain/task.js';
import { type AlertView, markFrom, nextAlertStep } from '../../domain/watching/alert.js';
import type { AlertRequest } from '../../domain/watching/requests.js';
import type { Sight } from '../../domain/watching/sight.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { type ListTask, startListExecutor } from '../list-executor.js';
import type { StartWatchingExecutor, WatchingOptions } from '../running-executor.js';
import { BLIND_MS, watchBlindness } from './blindness.js';
import { keepMarks, watchingHold, watchingSettlement } from './keep-marks.js';
import { untilListed } from './listed.js';
import { type WatchedPrice, watchPriceSight } from './price-sight.js';

export interface AlertTimes {
  /** Between two reports at least, in milliseconds. */
  readonly quietMs: number;
  /** A person is told when nothing is known of a market that should be trading for so long, in milliseconds. */
  readonly blindMs: number;
  readonly now: () => Date;
}

/** A price that flickers around its threshold is told once a minute at most. */
const ALERT_TIMES: AlertTimes = { quietMs: 60_000, blindMs: BLIND_MS, now: () => new Date() };
/** What is missing of the market may begin to be missing without a word, as the hours do. */
const LOOK_AGAIN_MS = 60_000;
/** An alert has one threshold. */
const SUBJECT = 'price';
const NOTHING_SEEN: Sight = { bid: undefined, ask: undefined };

/** Tells when a price is crossed, again only after it went back, until it is stopped or the instrument ends. */
export const createAlertExecutor =
  (times: AlertTimes = ALERT_TIMES): StartWatchingExecutor =>
  async (dependencies, options) =>
    startListExecutor(dependencies, options, (list) => watchPrice({ dependencies, options, times, list }));

export const startAlertExecutor = createAlertExecutor();

interface Watching {
  readonly dependencies: ExecutionDependencies;
  readonly options: WatchingOptions;
  readonly times: AlertTimes;
  readonly list: ListTask;
}

async function watchPrice({ dependencies, options, times, list }: Watching): Promise<Settlement | undefined> {
  const { db } = dependencies;
  const request = list.row.request as AlertRequest;
  const price = new Decimal(request.price);
  const settle = (how: Parameters<typeof watchingSettlement>[2]) =>
    watchingSettlement(dependencies, list, how);
  const blindness = watchBlindness(dependencies, list, times.blindMs);

  const found = await untilListed(dependencies, list, { request, blindness, now: times.now });
  if (found.kind !== 'found') return found.kind === 'given-up' ? undefined : await settle(found);
  const { watched } = found;
  const endsAt = lastTradeOf(watched);
  let known = knownOf(request, await watchMarks(db, list.row.key));
  let changed: () => void = () => undefined;
  const sight = watchPriceSight(dependencies, options, watched, () => changed());
  const viewOf = (seen: Sight): AlertView => ({
    ...known,
    sight: seen,
    price,
    nowMs: performance.now(),
    quietMs: times.quietMs,
  });

  try {
    for (;;) {
      const hold = watchingHold(list);
      if (hold) return hold === 'given-up' ? undefined : await settle({ reason: hold });
      if (request.once && known.toldAtMs !== undefined)
        return await settle({ reason: 'complete', why: 'once' });
      const leftMs = endsAt ? endsAt.getTime() - times.now().getTime() : DAY_MS;
      if (leftMs <= 0) return await settle({ reason: 'complete', why: 'expired' });

      // What happens from here on ends the waiting.
      const change = new Promise<void>((resolve) => {
        changed = resolve;
      });
      const seen = sight.now() ?? NOTHING_SEEN;
      const tellInMs = blindness.look(sight.missing(times.now()));
      const step = nextAlertStep(viewOf(seen));
      if (step.kind === 'mark') {
        const wishVersion = () => list.wish().version;
        const decide = (marks: readonly WatchMark[]): MarkChanges => {
          known = knownOf(request, marks);
          return changesOf(list.row.id, request, viewOf(seen));
        };
        const marks = await keepMarks(dependencies, list, () =>
          changeWatchMarks(db, list.claim.claim, { wishVersion: wishVersion(), decide }),
        );
        if (marks) known = knownOf(request, marks);
        continue;
      }
      const untilMs = step.kind === 'wait' ? step.untilMs - performance.now() : DAY_MS;
      await list.untilChanged([change], Math.min(LOOK_AGAIN_MS, tellInMs, leftMs, untilMs));
    }
  } finally {
    sight.close();
    await blindness.flush();
  }
}

/** Before anything was seen what was known at the request counts. */
const knownOf = (
  { from }: AlertRequest,
  [mark]: readonly WatchMark[],
): Pick<AlertView, 'mark' | 'toldAtMs'> => ({
  mark: mark ?? (from ? markFrom(from) : undefined),
  toldAtMs: mark && mark.toldMsAgo !== null ? performance.now() - mark.toldMsAgo : undefined,
});

/** What is written of it, and the words when it is crossed. */
function changesOf(taskId: string, request: AlertRequest, view: AlertView): MarkChanges {
  const step = nextAlertStep(view);
  if (step.kind !== 'mark') return { marks: [] };
  const { mark, tells } = step;
  const marks = [{ subject: SUBJECT, ...mark, tells }];
  if (!tells) return { marks };
  const { ticker, against, price, once } = request;
  const at = (mark.rises ? view.sight.bid : view.sight.ask)?.toFixed() ?? null;
  const data = { task: 'alert', ticker, against, price, at };
  const more = { rises: mark.rises ? 'yes' : 'no', once: once ? 'yes' : 'no' };
  return {
    marks,
    entry: { taskId, kind: 'alert-crossed', severity: 'report', data: { ...data, ...more } },
  };
}

/** The earlier of two legs'; undefined of what does not end. */
function lastTradeOf({ instrument, against }: WatchedPrice): Date | undefined {
  const legs = [instrument, ...(against ? [against.instrument] : [])];
  const ends = legs.flatMap(({ future }: Instrument) =>
    future && !future.perpetual ? [future.lastTradeAt] : [],
  );
  return ends.sort((one, other) => one.getTime() - other.getTime())[0];
}
