import Type from 'typebox';
import { type TaskRow, tasksOfOrigin } from '../database/index.js';
import { Decimal } from '../domain/decimal.js';
import {
  SPREAD_DEFAULTS,
  type SpreadOptions,
  type SpreadRequest,
  type SpreadResult,
} from '../domain/spread/terms.js';
import { isFinished } from '../domain/task.js';
import { ForeignTaskError } from '../tasks/index.js';
import { DecimalText, TaskId } from './arguments.js';
import { ConsentNeededError } from './consent/errors.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { mustNotBeHalted } from './mind-halt.js';
import { mustTrade } from './read-only.js';
import { pairName } from './spread/consent.js';
import { UnwindRefusedError } from './spread/errors.js';
import { type HeldHedge, unwindWhatIsHeld } from './spread/held.js';
import type { WantedSpread } from './spread/pair.js';
import { checkSpread, questionsOf, type SpreadQuestion, startSpread } from './spread/start.js';
import { unwindFromWords } from './spread/words.js';
import { startedBefore } from './start-order.js';

/** Shown before consent. */
export interface UnwindPreview {
  readonly questions: readonly SpreadQuestion[];
  /** A whole near lot or more that the spread was left without: its opposite trades so much of the near leg too much. */
  readonly unhedged: { readonly ticker: string; readonly amount: string } | null;
  /** Where its ratio does not fit what is unwound: what is, in the place of that. */
  readonly held: HeldHedge | null;
}

interface Wanted {
  readonly task: string;
  readonly price: string | number;
}

/** What unwinds a task comes from there, so at most one runs at a time. */
const unwindOf = (taskId: string): string => `unwind/${taskId}`;

/** Starts the opposite of a finished spread, for what was executed of it and is not unwound yet. */
export const unwind = defineCommand({
  name: 'unwind',
  arguments: Type.Object(
    { task: TaskId, price: DecimalText('Wanted price of the opposite spread, roubles per far contract') },
    { additionalProperties: false },
  ),
  confirm: 'when-needed',
  fromWords: unwindFromWords,
  async preview(wanted, context): Promise<UnwindPreview | undefined> {
    await mustBeAllowed(context);
    if (await startedBefore(context, unwindOf(wanted.task))) return undefined;
    const opposite = await oppositeSpread(wanted, context);
    const start = { wanted: opposite.wanted, origin: unwindOf(wanted.task) };
    const checked = await checkSpread(opposite.wanted, context);
    const questions = await questionsOf([{ ...start, checked }], context);
    const { held } = opposite;
    const unhedged = held ? null : await leftUnhedged(wanted, context);
    return questions.length === 0 && !unhedged && !held ? undefined : { questions, unhedged, held };
  },
  async run(wanted, context) {
    const before = await startedBefore(context, unwindOf(wanted.task));
    if (before) return { kind: 'started', tasks: [before] };
    await mustBeAllowed(context);
    const { questions = [], unhedged, held } = (context.agreed as UnwindPreview | undefined) ?? {};
    const start = {
      async wanted() {
        const opposite = await oppositeSpread(wanted, context);
        const left = opposite.held ? null : await leftUnhedged(wanted, context);
        const isAnother = opposite.held
          ? !isSame(opposite.held, held)
          : left && unhedged?.amount !== left.amount;
        if (isAnother) throw new ConsentNeededError(pairName(opposite.wanted));
        return opposite.wanted;
      },
      origin: unwindOf(wanted.task),
    };
    return { kind: 'started', tasks: [await startSpread(start, questions, context)] };
  },
});

async function mustBeAllowed(context: CommandContext): Promise<void> {
  await mustNotBeHalted(context);
  mustTrade(context.broker);
}

/** @throws TaskNotFoundError, ForeignTaskError, UnwindRefusedError */
async function oppositeSpread({ task: id, price }: Wanted, context: CommandContext) {
  const row = await context.tasks.get(id);
  const { broker, db } = context;
  if (row.kind !== 'spread') throw new UnwindRefusedError('unwind-no-spread', { taskId: id });
  if (row.mode !== broker.mode || row.accountId !== broker.accountId)
    throw new ForeignTaskError(id, row.mode);
  if (!isFinished(row.state)) throw new UnwindRefusedError('unwind-running', { taskId: id });
  const { ticker: farTicker, nearTicker, sell, ...request } = row.request as SpreadRequest;
  const unwinds = await tasksOfOrigin(db, unwindOf(id));
  const amount = leftOf(row, unwinds);
  const { ratio: wanted, options } = row.wish.spread ?? request;
  // What was executed has the ratio that it was hedged by: an amendment beside its last fill never came into force.
  const ratio = (row.result as Partial<SpreadResult> | null)?.ratio ?? wanted;
  const whole: WantedSpread = {
    ...{ farTicker, nearTicker, sell: !sell, amount, price, ratio },
    options: optionsOf(options),
  };
  return unwindWhatIsHeld(whole, { task: row, unwinds }, context);
}

const isSame = (one: HeldHedge, other: HeldHedge | null | undefined): boolean =>
  one.ratio === other?.ratio && one.contracts === other.contracts && one.left === other.left;

/** What a person let be unhedged stays so when it is unwound, the other way round. */
async function leftUnhedged({ task }: Wanted, context: CommandContext) {
  const { kind, request, result } = await context.tasks.get(task);
  if (kind !== 'spread') return null;
  const { nearTicker, nearLot } = request as SpreadRequest;
  const unhedged = new Decimal((result as Partial<SpreadResult> | null)?.unhedged ?? 0).abs();
  if (unhedged.lt(nearLot)) return null;
  return { ticker: nearTicker, amount: unhedged.toFixed() };
}

/** Far contracts that were executed and not unwound yet. @throws UnwindRefusedError */
function leftOf({ id: taskId, executed }: TaskRow, unwinds: readonly TaskRow[]): number {
  if (Number(executed) === 0) throw new UnwindRefusedError('unwind-nothing', { taskId });
  const running = unwinds.find(({ state }) => !isFinished(state));
  if (running) throw new UnwindRefusedError('unwind-runs', { taskId, by: running.id });
  const left = unwinds.reduce((sum, each) => sum - Number(each.executed), Number(executed));
  const last = unwinds.at(-1);
  if (left <= 0 && last) throw new UnwindRefusedError('unwound-already', { taskId, by: last.id });
  return left;
}

/** How it was quoted and hedged; until when, and at once or not, was about that time. */
const optionsOf = (options: SpreadOptions | undefined): SpreadOptions => ({
  ...SPREAD_DEFAULTS,
  ...options,
  until: null,
  now: false,
});
