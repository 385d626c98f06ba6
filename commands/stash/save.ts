/** What `stash` is about to do, and the task that does it. */
import { currentStash, ownersOfStops, stashOrders, type TaskRow } from '../../database/index.js';
import { placeable } from '../../domain/stash/placeable.js';
import { isOf, type StashRequest } from '../../domain/stash/stash-task.js';
import { secondsToPlace } from '../../domain/stop-pace.js';
import { isLadder } from '../../domain/stop-task.js';
import type { CommandContext } from '../define-command.js';
import { mustTrade } from '../read-only.js';
import { mustNotBeBusy } from './busy.js';
import { NothingToStashError, StashChangedError } from './errors.js';
import { ownPlaces, placeName, shownName } from './names.js';
import { instrumentsOf, mustHaveStopOrders } from './scope.js';
import { startOnce } from './start-once.js';

/** More run at no time. */
const MOST_TASKS = 10_000;

export interface WantedStash {
  readonly name?: string;
  readonly tickers?: readonly string[];
  readonly keep?: boolean;
}

export interface StashPreview {
  readonly name: string;
  readonly orders: number;
  /** Their ids at the broker. */
  readonly ids: readonly string[];
  /** Of those, not placed by tasks of ours. */
  readonly foreign: number;
  /** Of those, which could not be placed again, so that they are saved and not cancelled. */
  readonly notPlaceable: number;
  /** Of those, trailing ones that follow a price already: placed again they begin anew. */
  readonly following: number;
  readonly cancelled: number;
  readonly keep: boolean;
  readonly seconds: number;
  /** The version that the place holds now and is history then; null where there is none. */
  readonly replaces: number | null;
  readonly replacesOrders: number;
  /** Ladders that go on placing; what they place is not of the stash. Absent where there are none. */
  readonly placing?: string;
}

/** @throws StashBusyError, NothingToStashError, BrokerError */
export async function previewStash(wanted: WantedStash, context: CommandContext): Promise<StashPreview> {
  const { broker, db } = context;
  mustHaveStopOrders(context);
  if (!wanted.keep) mustTrade(broker);
  const name = placeName(wanted.name);
  await mustNotBeBusy(context);
  const instruments = await instrumentsOf(wanted.tickers, context);
  const active = (await broker.stopOrders.active()).filter((stop) =>
    isOf({ instruments }, stop.instrumentUid),
  );
  if (active.length === 0) throw new NothingToStashError(wanted.tickers ?? null);
  const [owners, current, again, running] = await Promise.all([
    ownersOfStops(db, {
      accountId: broker.accountId,
      stopOrderIds: active.map(({ stopOrderId }) => stopOrderId),
    }),
    currentStash(db, { ...ownPlaces(context), name }),
    Promise.all(
      active.map(async (stop) =>
        placeable(stop, {
          instrument: await broker.instruments.byUid(stop.instrumentUid),
          logged: undefined,
        }),
      ),
    ),
    context.tasks.listOwn({ unfinished: true, limit: MOST_TASKS }),
  ]);
  const ladders = running.filter(({ kind, wish }) => isLadder(kind) && wish.mode !== 'stop');
  const notPlaceable = again.filter((each) => 'problem' in each).length;
  const cancelled = wanted.keep ? 0 : active.length - notPlaceable;
  return {
    name: shownName(name),
    orders: active.length,
    ids: active.map(({ stopOrderId }) => stopOrderId),
    foreign: active.filter(({ stopOrderId }) => !owners.has(stopOrderId)).length,
    notPlaceable,
    following: active.filter(({ trailing }) => trailing?.isActivated).length,
    cancelled,
    keep: wanted.keep ?? false,
    seconds: secondsToPlace(cancelled, { perMinute: broker.stopOrders.perMinute() }),
    replaces: current?.id ?? null,
    replacesOrders: current ? (await stashOrders(db, current.id)).length : 0,
    ...(ladders.length > 0 && { placing: ladders.map(({ id }) => id).join(', ') }),
  };
}

export const areAmong = (ids: readonly string[], shown: readonly string[]): boolean => {
  const all = new Set(shown);
  return ids.every((id) => all.has(id));
};

/** Saves no more than was shown. */
export function startStash(wanted: WantedStash, context: CommandContext): Promise<TaskRow> {
  const request = async (): Promise<StashRequest> => {
    const now = await previewStash(wanted, context);
    const agreed = context.agreed as StashPreview | undefined;
    if (!agreed || !areAmong(now.ids, agreed.ids)) throw new StashChangedError();
    return {
      ...{ ticker: null, instrumentUid: null, lot: 1, limitPrice: null },
      name: placeName(wanted.name),
      instruments: await instrumentsOf(wanted.tickers, context),
      amount: now.orders,
      ids: now.ids,
      keep: now.keep,
    };
  };
  return startOnce({ kind: 'stash', request, mindsHalt: false }, context);
}
