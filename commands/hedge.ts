import Type from 'typebox';
import { type AskedHedge, askedHedges, type TaskRow } from '../database/index.js';
import { HEDGE_CHOICES, type HedgeChoice } from '../domain/spread/terms.js';
import { AmendRefusedError } from '../tasks/index.js';
import { NoHedgeAskedError, NotSpreadError, WhichHedgeError } from './amendment-errors.js';
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
    },
    { additionalProperties: false },
  ),
  fromWords(words) {
    const [choice = '', task, ...more] = words;
    const said = choice.toLowerCase();
    if ((!isShort(said) && !isLong(said)) || more.length > 0) throw new UsageError('hedge');
    return { choice: said, ...(task !== undefined && { task }) };
  },
  async run({ task, choice: said }, context) {
    const choice = isShort(said) ? SHORT[said] : isLong(said) ? said : undefined;
    if (choice === undefined) throw new UsageError('hedge');
    const { row, dueLots } =
      task === undefined ? await theOneThatAsks(context) : await mustAsk(task, context);
    await context.tasks.answerHedge(row, choice, context.by, { dueLots });
    return { kind: 'result', result: { task: row.id, choice } };
  },
});

interface Asking extends AskedHedge {
  readonly row: TaskRow;
}

/** @throws AmendRefusedError where it asks nothing (any more), NotSpreadError, and as `tasks.running` does */
async function mustAsk(id: string, { db, tasks }: CommandContext): Promise<Asking> {
  const row = await tasks.running(id);
  if (row.kind !== 'spread') throw new NotSpreadError({ taskId: id, fields: 'hedge' });
  const [asking] = await asksAmong([row], db);
  if (!asking) throw new AmendRefusedError('hedge-not-asked', { taskId: id });
  return asking;
}

/** @throws NoHedgeAskedError, WhichHedgeError */
async function theOneThatAsks({ db, tasks }: CommandContext): Promise<Asking> {
  const rows = await tasks.listOwn({ kind: 'spread', unfinished: true, limit: MOST_TASKS });
  const [asking, ...others] = await asksAmong(rows, db);
  if (!asking) throw new NoHedgeAskedError();
  if (others.length > 0) throw new WhichHedgeError([asking, ...others].map(({ row }) => row.id).join(', '));
  return asking;
}

async function asksAmong(rows: readonly TaskRow[], db: CommandContext['db']): Promise<Asking[]> {
  const asked = await askedHedges(
    db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap((row) => {
    const question = asked.get(row.id);
    return question || row.waitingFor === 'person' ? [{ row, ...question }] : [];
  });
}
