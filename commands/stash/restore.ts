/** What `restore` is about to do, and the task that does it. */
import { contentsOf, type TaskRow, termsOfOrder } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { isPassed, type RestoreStep, type SkipReason } from '../../domain/stash/plan-restore.js';
import type { RestoreRequest } from '../../domain/stash/stash-task.js';
import type { StopTerms } from '../../domain/stop-order.js';
import { secondsToPlace } from '../../domain/stop-pace.js';
import type { CommandContext } from '../define-command.js';
import { InvalidArgumentsError } from '../errors.js';
import { mustBeWithinLimits } from '../limits.js';
import { mustNotBeHalted } from '../mind-halt.js';
import { mustTrade } from '../read-only.js';
import { mustNotBeBusy } from './busy.js';
import { NothingToRestoreError, StashChangedError } from './errors.js';
import { type IfTriggered, ifAllTrigger } from './if-triggered.js';
import { findStash, shownName } from './names.js';
import { restoreFacts } from './restore-facts.js';
import { areAmong } from './save.js';
import { instrumentsOf, mustHaveStopOrders } from './scope.js';
import { startOnce } from './start-once.js';

export interface WantedRestore {
  readonly name?: string;
  readonly version?: number;
  readonly tickers?: readonly string[];
  readonly clean?: boolean;
  readonly expiredTill?: string;
  readonly again?: boolean;
  readonly margin?: boolean;
}

/** What triggers: of what is placed and what waits already. */
export interface RestorePreview extends IfTriggered {
  readonly name: string;
  readonly stash: number;
  /** When it was saved, ISO 8601 in UTC. */
  readonly savedAt: string;
  /** Of what was saved and changed since: what is agreed to is placed, or nothing. */
  readonly contents: string;
  readonly place: number;
  /** Wait already, so they stay. */
  readonly there: number;
  /** Are cancelled first, and kept as the version before; of those, not placed by tasks of ours. */
  readonly clean: number;
  /** Their ids at the broker. */
  readonly cleanIds: readonly string[];
  readonly foreign: number;
  readonly seconds: number;
  /** Left out, and why. */
  readonly expired: number;
  readonly executed: number;
  readonly unknown: number;
  readonly notPlaceable: number;
  readonly switchedOff: number;
  readonly stillThere: number;
  /** Of what is placed: the price is there already or beyond it, so the broker refuses them. */
  readonly passed: number;
  /** Of what is placed: nobody knows whether a person agreed that the position may become short or leveraged. */
  readonly marginUnknown: number;
}

/** @throws StashNotFoundError, StashBusyError, NothingToRestoreError, HaltedError, LimitError, BrokerError */
export async function previewRestore(
  wanted: WantedRestore,
  context: CommandContext,
): Promise<RestorePreview> {
  return (await prepared(wanted, context)).preview;
}

async function prepared(wanted: WantedRestore, context: CommandContext) {
  const { broker } = context;
  mustHaveStopOrders(context);
  mustTrade(broker);
  await mustNotBeHalted(context);
  const { clean = true, expiredTill, again = false, margin = false } = wanted;
  if (expiredTill !== undefined && !(Date.parse(expiredTill) > Date.now()))
    throw new InvalidArgumentsError(['expiredTill must be later than now']);
  const stash = await findStash(wanted, context);
  await mustNotBeBusy(context);
  const instruments = await instrumentsOf(wanted.tickers, context);
  const facts = await restoreFacts(
    { stash, instruments, margin, wish: { expiredTill, again, clean } },
    context,
  );
  const steps = [...facts.plan.steps.values()];
  const placed = steps.flatMap((step): StopTerms[] => (step.do === 'place' ? [step.terms] : []));
  const skipped = (reason: SkipReason) => steps.filter((step) => isSkipped(step, reason)).length;
  const there = steps.filter((step) => step.do === 'keep').length;
  const cleanIds = clean ? facts.plan.others.map(({ stopOrderId }) => stopOrderId) : [];
  const cleaned = cleanIds.length;
  if (placed.length + there === 0)
    throw new NothingToRestoreError({
      stash: String(stash.id),
      tickers: wanted.tickers?.join(', ') ?? null,
    });
  const orders = placed.flatMap(({ instrumentUid, direction, lots, stopPrice }) => {
    const instrument = facts.instruments.get(instrumentUid);
    return instrument ? [{ instrument, direction, lots, price: new Decimal(stopPrice) }] : [];
  });
  await mustBeWithinLimits({ orders, areStopOrders: true }, context);
  const kept = facts.orders.flatMap((order) => {
    const isKept = facts.plan.steps.get(order.position)?.do === 'keep';
    return (isKept && termsOfOrder(order)) || [];
  });
  const [money, prices] = await Promise.all([
    ifAllTrigger(
      [...placed, ...kept].flatMap((terms) => {
        const instrument = facts.instruments.get(terms.instrumentUid);
        if (!instrument) return [];
        const { direction, lots, stopPrice } = terms;
        return [{ instrument, direction, amount: lots * instrument.lot, price: new Decimal(stopPrice) }];
      }),
      context,
    ),
    broker.instruments.lastPrices([...facts.instruments.keys()]),
  ]);
  const unknownMargin = facts.orders.filter(
    ({ position, assumed }) =>
      !margin && assumed.includes('margin') && facts.plan.steps.get(position)?.do === 'place',
  );
  const preview: RestorePreview = {
    name: shownName(stash.name),
    stash: stash.id,
    savedAt: stash.createdAt.toISOString(),
    contents: contentsOf(facts.orders),
    place: placed.length,
    there,
    clean: cleaned,
    cleanIds,
    foreign: clean ? facts.foreign : 0,
    seconds: secondsToPlace(placed.length + cleaned, { perMinute: broker.stopOrders.perMinute() }),
    expired: skipped('expired'),
    executed: skipped('executed'),
    unknown: skipped('fate-unknown'),
    notPlaceable: skipped('not-placeable'),
    switchedOff: skipped('switched-off'),
    stillThere: skipped('still-there'),
    passed: placed.filter((terms) => isPassed(terms, prices.get(terms.instrumentUid))).length,
    marginUnknown: unknownMargin.length,
    ...money,
  };
  return { preview, stash, instruments, options: { clean, expiredTill, again, margin } };
}

const isSkipped = (step: RestoreStep, reason: SkipReason): boolean =>
  step.do === 'skip' && step.reason === reason;

/** What becomes short was shown, and no less of it. */
const areShortsAgreed = (shown: RestorePreview, now: RestorePreview): boolean =>
  (now.shorts?.positions ?? []).every(({ instrumentUid, amount }) =>
    shown.shorts?.positions.some((each) => each.instrumentUid === instrumentUid && amount <= each.amount),
  );

/** Places and cancels no more than was shown. */
export function startRestore(wanted: WantedRestore, context: CommandContext): Promise<TaskRow> {
  const request = async (): Promise<RestoreRequest> => {
    const { preview: now, stash, instruments, options } = await prepared(wanted, context);
    const agreed = context.agreed as RestorePreview | undefined;
    const isAgreed =
      agreed?.stash === now.stash &&
      agreed.contents === now.contents &&
      now.place <= agreed.place &&
      areAmong(now.cleanIds, agreed.cleanIds) &&
      areShortsAgreed(agreed, now);
    if (!isAgreed) throw new StashChangedError();
    return {
      ...{ ticker: null, instrumentUid: null, lot: 1, limitPrice: null },
      name: stash.name,
      stash: stash.id,
      contents: now.contents,
      cleanIds: now.cleanIds,
      instruments,
      amount: now.place + now.there,
      ...options,
      expiredTill: options.expiredTill ?? null,
    };
  };
  return startOnce({ kind: 'restore', request, mindsHalt: true }, context);
}
