/** What the commands `stops`, `shorts` and `nuke` have in common: a preview, and, once it is agreed to, the task. */
import type { Listed } from '../../broker/ladder-facts.js';
import type { TaskRow } from '../../database/index.js';
import { plannedStops } from '../../domain/ladder/plan.js';
import type { LadderKind, LadderRequest, PlannedStop } from '../../domain/stop-task.js';
import type { CommandContext } from '../define-command.js';
import { ConfirmationInvalidError } from '../errors.js';
import type { Holdings } from '../holdings.js';
import { mustNotBeHalted } from '../mind-halt.js';
import { startTask } from '../start-order.js';
import { mustBeAsShown } from './as-shown.js';
import { EmptyLadderError } from './errors.js';
import { prepareLadder } from './prepare.js';
import { type LadderPreview, previewOf } from './preview.js';
import { type LadderArguments, ladderTerms } from './terms.js';

export interface WantedLadder {
  readonly kind: LadderKind;
  readonly args: LadderArguments;
  /** Read when it is needed: the lists may change while a person thinks. */
  readonly instruments: () => Promise<readonly Listed[]>;
}

/** @throws CommandError, BrokerError when it could not be placed as it is asked for */
export async function previewLadder(wanted: WantedLadder, context: CommandContext): Promise<LadderPreview> {
  await mustNotBeHalted(context);
  const asked = await askedOf(wanted, context);
  const prepared = await prepareLadder(asked, context);
  return previewOf(wanted.kind, prepared, { renew: wanted.args.renew ?? false, context });
}

/**
 * Plans it anew, at the prices of now, and starts its task: no more than was shown, and no more becomes short.
 * @throws LadderChangedError when it has become another one since
 */
export async function startLadder(wanted: WantedLadder, context: CommandContext): Promise<TaskRow> {
  const { kind, args } = wanted;
  const shown = context.agreed as LadderPreview | undefined;
  const agreedShorts = new Map(
    (shown?.shorts?.positions ?? []).map(({ instrumentUid, amount }) => [instrumentUid, amount]),
  );
  let stops: readonly PlannedStop[] = [];
  const request = async (): Promise<LadderRequest> => {
    const asked = await askedOf(wanted, context);
    if (!shown) throw new ConfirmationInvalidError();
    const prepared = await prepareLadder({ ...asked, agreedShorts }, context);
    mustBeAsShown(shown, prepared);
    const { terms, plan, orders, holdings } = prepared;
    stops = plannedStops(plan, terms.direction);
    const placed = new Map(orders.map(({ instrument }) => [instrument.uid, instrument.ticker]));
    const [only, ...others] = asked.instruments;
    const isOne = kind === 'nuke' && others.length === 0 && only !== undefined;
    return {
      ...terms,
      ticker: isOne ? only.ticker : null,
      instrumentUid: isOne ? only.instrumentUid : null,
      lot: 1,
      amount: plan.stops.length,
      limitPrice: null,
      renew: args.renew ?? false,
      margin: plan.stops.some(({ margin }) => margin),
      mayShort: shortInAll(agreedShorts, holdings),
      instruments: asked.instruments.flatMap(({ ticker, instrumentUid }) =>
        instrumentUid === null ? [] : [{ ticker: placed.get(instrumentUid) ?? ticker, instrumentUid }],
      ),
    };
  };
  return startTask({ kind, request, stops: () => stops }, context);
}

/** What is short already was not asked about; what a round of a renewed ladder sells counts for the next ones. */
function shortInAll(
  agreed: ReadonlyMap<string, number>,
  { securities }: Pick<Holdings, 'securities'>,
): Record<string, number> {
  const positions = new Map(securities.map(({ instrumentUid, free }) => [instrumentUid, free]));
  return Object.fromEntries(
    [...agreed].map(([uid, amount]) => [uid, amount + Math.max(0, -(positions.get(uid) ?? 0))]),
  );
}

async function askedOf({ kind, args, instruments }: WantedLadder, context: CommandContext) {
  const terms = await ladderTerms(kind, args, context);
  const wanted = await instruments();
  if (wanted.length === 0) throw new EmptyLadderError(kind);
  return { kind, terms, instruments: wanted };
}
