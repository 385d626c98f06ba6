import Type from 'typebox';
import { type AskedHedge, askedHedges, type TaskRow } from '../database/index.js';
import { HEDGE_CHOICES, type HedgeChoice } from '../domain/spread/terms.js';
import { AmendRefusedError } from '../tasks/index.js';
import {
  HedgeQuestionOverError,
  HedgeWaitsForMarketError,
  NoHedgeAskedError,
  NotSpreadError,
  WhichHedgeError,
} from './amendment-errors.js';
import { TaskId } from './arguments.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { UsageError } from './errors.js';

/** As people write it; the long names are understood too. */
const SHORT = { keep: 'keep-trying', any: 'any-price', leave: 'leave' } as const;
type ShortChoice = keyof typeof SHORT;

const isShort = (word: string): word is ShortChoice => Object.hasOwn(SHORT, word);
const isLong = (word: string): word is HedgeChoice => HEDGE_CHOICES.some((each) => each === word);

/** More spreads than this nobody runs at once. */
const MOST_TASKS = 1_000;

/**
 * Answers what a spread asks when its hedge cannot be had within its bounds. The question was the confirmation, so it
 * acts at once, and says what it did.
 */
export const hedge = defineCommand({
  name: 'hedge',
  arguments: Type.Object(
    {
      task: Type.Optional({ ...TaskId, description: 'Left out: the only one that asks' }),
      choice: Type.Union(
        [...Object.keys(SHORT), 'keep-trying', 'any-price'].map((each) => Type.Literal(each)),
        {
          description:
            'keep (keep-trying): on within new bounds, from the price of now; any (any-price): at any price; leave: it stays unhedged, and the task ends',
        },
      ),
      question: Type.Optional(
        Type.Integer({
          minimum: 1,
          description:
            'The number of the question that is answered, `seq` of its entry in the journal: another one that stands by now is not answered. Left out: the one that stands',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  fromWords(words) {
    const [choice = '', task, question, ...more] = words;
    const said = choice.toLowerCase();
    const isNumber = question === undefined || /^\d{1,15}$/.test(question);
    if ((!isShort(said) && !isLong(said)) || !isNumber || more.length > 0) throw new UsageError('hedge');
    const number = question !== undefined && { question: Number(question) };
    return { choice: said, ...(task !== undefined && { task }), ...number };
  },
  async run({ task, choice: said, question }, context) {
    const choice = isShort(said) ? SHORT[said] : isLong(said) ? said : undefined;
    if (choice === undefined) throw new UsageError('hedge');
    const asking = task === undefined ? await theOneThatAsks(context) : await mustAsk(task, context);
    const dueLots = dueLotsOf(asking, question);
    await context.tasks.answerHedge(asking.row, choice, context.by, { dueLots });
    return { kind: 'result', result: { task: asking.row.id, choice } };
  },
});

interface Asking extends AskedHedge {
  readonly row: TaskRow;
}

/**
 * Near lots due in the question that is answered: the one with that number, else the last that was told.
 * @throws HedgeQuestionOverError, AmendRefusedError
 */
function dueLotsOf({ row: { id: taskId }, told }: Asking, question: number | undefined): number | undefined {
  const newest = told.at(-1);
  const answered = question === undefined ? newest : told.find(({ number }) => number === question);
  if (question !== undefined && !answered) {
    if (!newest) throw new AmendRefusedError('hedge-not-asked', { taskId });
    const { ticker, unhedged, price, bound } = newest.data;
    const figures = Object.entries({ question: newest.number, ticker, unhedged, price, bound });
    const now = Object.fromEntries(figures.map(([name, figure]) => [name, String(figure)]));
    throw new HedgeQuestionOverError({ taskId, ...now });
  }
  const dueLots = answered?.data.dueLots;
  return typeof dueLots === 'number' ? dueLots : undefined;
}

/** @throws AmendRefusedError where it asks nothing (any more), NotSpreadError, and as `tasks.running` does */
async function mustAsk(id: string, { db, tasks }: CommandContext): Promise<Asking> {
  const row = await tasks.running(id);
  if (row.kind !== 'spread') throw new NotSpreadError({ taskId: id, fields: 'hedge' });
  const { asking, away } = await asksAmong([row], db);
  if (asking[0]) return asking[0];
  throw away ?? new AmendRefusedError('hedge-not-asked', { taskId: id });
}

/** @throws NoHedgeAskedError, HedgeWaitsForMarketError, WhichHedgeError */
async function theOneThatAsks({ db, tasks }: CommandContext): Promise<Asking> {
  const rows = await tasks.listOwn({ kind: 'spread', unfinished: true, limit: MOST_TASKS });
  const { asking, away } = await asksAmong(rows, db);
  const [one, ...others] = asking;
  if (!one) throw away ?? new NoHedgeAskedError();
  if (others.length > 0) throw new WhichHedgeError(asking.map(({ row }) => row.id).join(', '));
  return one;
}

/** Those that ask, and why one that does not may seem to. */
async function asksAmong(
  rows: readonly TaskRow[],
  db: CommandContext['db'],
): Promise<{ asking: Asking[]; away: HedgeWaitsForMarketError | undefined }> {
  const found = await askedHedges(
    db,
    rows.map(({ id }) => id),
  );
  let away: HedgeWaitsForMarketError | undefined;
  const asking = rows.flatMap((row) => {
    const asked = found.get(row.id) ?? { told: [] };
    if (asked.away) {
      const { ticker, reason } = asked.away;
      away ??= new HedgeWaitsForMarketError({
        ...{ taskId: row.id, ticker: String(ticker), reason: String(reason) },
      });
      return [];
    }
    return asked.told.length > 0 || row.waitingFor === 'person' ? [{ row, ...asked }] : [];
  });
  return { asking, away };
}
