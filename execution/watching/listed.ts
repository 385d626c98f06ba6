import { goneSince, listedByUids } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { Settlement } from '../../domain/task.js';
import type { AlertRequest, WatchingEnd } from '../../domain/watching/requests.js';
import type { ExecutionDependencies } from '../dependencies.js';
import type { ListTask } from '../list-executor.js';
import type { Blindness } from './blindness.js';
import { watchingHold } from './keep-marks.js';
import type { WatchedPrice } from './price-sight.js';

/** The lists in memory are read anew now and then. */
const LOOK_AGAIN_MS = 10_000;

export type Listed =
  | { readonly kind: 'found'; readonly watched: WatchedPrice }
  | { readonly kind: 'given-up' }
  | { readonly kind: 'over'; readonly reason: Settlement['reason']; readonly why?: WatchingEnd };

interface Wanted {
  readonly request: AlertRequest;
  readonly blindness: Blindness;
  readonly now: () => Date;
}

/**
 * What an alert watches, as soon as the broker's list in memory holds it. That it does not hold it proves nothing: an
 * answer of the broker may be short, and what is suspended is left out. Only what the catalogue, which minds that, does
 * not list any more is gone.
 */
export async function untilListed(
  dependencies: ExecutionDependencies,
  list: ListTask,
  { request, blindness, now }: Wanted,
): Promise<Listed> {
  const { broker } = dependencies;
  const uids = [request.instrumentUid, request.againstUid].filter((uid) => uid !== null);
  for (;;) {
    const hold = watchingHold(list);
    if (hold) return hold === 'given-up' ? { kind: hold } : { kind: 'over', reason: hold };
    const [instrument, near] = await Promise.all(uids.map((uid) => broker.instruments.byUid(uid)));
    if (instrument && request.againstUid === null) return { kind: 'found', watched: { instrument } };
    if (instrument && near) {
      const against = { instrument: near, ratio: new Decimal(request.ratio ?? 1) };
      return { kind: 'found', watched: { instrument, against } };
    }
    const missing = uids.filter((_, place) => ![instrument, near][place]);
    const why = await endOf(dependencies, missing, now());
    if (why) return { kind: 'over', reason: 'complete', why };
    const of = instrument ? (request.against ?? request.ticker) : request.ticker;
    await list.untilChanged([], Math.min(LOOK_AGAIN_MS, blindness.look({ reason: 'not-listed', of })));
  }
}

async function endOf(
  { db, broker }: ExecutionDependencies,
  uids: readonly string[],
  now: Date,
): Promise<WatchingEnd | undefined> {
  const entries = [...(await listedByUids(db, broker.mode, uids)).values()];
  if (entries.some(({ active }) => !active)) return 'gone';
  return entries.some((entry) => goneSince(entry, now) !== null) ? 'expired' : undefined;
}
