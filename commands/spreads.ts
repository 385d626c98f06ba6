import Type from 'typebox';
import { listSpreadRows, type SpreadRow, spreadRow, type TaskRow } from '../database/index.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { QueueRowNotFoundError, RowRunsError } from './errors.js';
import { mustNotBeHalted } from './mind-halt.js';
import { originOf } from './queue-row.js';
import { mustTrade } from './read-only.js';
import { obstacleOf, type RefusedRow } from './refused-row.js';
import { wantedOf } from './spread/row.js';
import {
  type CheckedStart,
  checkSpread,
  questionsOf,
  type SpreadQuestion,
  startSpread,
} from './spread/start.js';
import { rowFromWords } from './spread/words.js';
import { startedBefore } from './start-order.js';

/** Shown before consent: what is asked of each row that takes it, what starts besides, and what cannot. */
export interface SpreadsPreview {
  readonly questions: readonly (SpreadQuestion & { readonly row: number })[];
  /** Rows that start without a question. */
  readonly others: readonly number[];
  readonly refused: readonly RefusedRow[];
}

interface Wanted {
  readonly id?: number | undefined;
}

const startOf = (row: SpreadRow) => ({
  row: row.id,
  wanted: wantedOf(row),
  origin: originOf({ queue: 'spreads', id: row.id }),
});

type Start = ReturnType<typeof startOf>;

/** Starts every active row of the queue that is not running, or one row; what is wrong with one row stops no other. */
export const spreads = defineCommand({
  name: 'spreads',
  arguments: Type.Object(
    {
      id: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 999_999_999, description: 'One row, active or not' }),
      ),
    },
    { additionalProperties: false },
  ),
  confirm: 'when-needed',
  fromWords: (words) => rowFromWords('spreads', words),
  async preview(wanted, context): Promise<SpreadsPreview | undefined> {
    const { toStart } = await rowsOf(wanted, context);
    const starts: (Start & CheckedStart)[] = [];
    const refused = await eachOf(wanted, toStart, async (start) => {
      starts.push({ ...start, checked: await checkSpread(start.wanted, context, starts) });
    });
    const questions = await questionsOf(starts, context);
    if (questions.length === 0) return undefined;
    const rows = new Map(starts.map(({ origin, row }) => [origin, row]));
    const asked = new Set(questions.map(({ origin }) => origin));
    return {
      questions: questions.map((each) => ({ row: rows.get(each.origin) ?? 0, ...each })),
      others: starts.filter(({ origin }) => !asked.has(origin)).map(({ row }) => row),
      refused,
    };
  },
  async run(wanted, context) {
    const { started, toStart } = await rowsOf(wanted, context);
    const tasks: TaskRow[] = [...started];
    const agreed = (context.agreed as SpreadsPreview | undefined)?.questions ?? [];
    const refused = await eachOf(wanted, toStart, async (start) => {
      const { origin, row } = start;
      const wanted = async () => wantedOf(await found(row, context));
      tasks.push(await startSpread({ origin, wanted }, agreed, context));
    });
    return { kind: 'started', tasks, ...(refused.length > 0 && { refused }) };
  },
});

/** What this request started before, and the rows that are to start. */
async function rowsOf(
  { id }: Wanted,
  context: CommandContext,
): Promise<{ started: readonly TaskRow[]; toStart: readonly Start[] }> {
  await mustNotBeHalted(context);
  mustTrade(context.broker);
  const rows =
    id === undefined ? await listSpreadRows(context.db, { activeOnly: true }) : [await found(id, context)];
  const running = new Map(
    (await context.tasks.list({ unfinished: true, limit: 1_000 })).map((task) => [task.origin, task.id]),
  );
  const started: TaskRow[] = [];
  const toStart: Start[] = [];
  for (const start of rows.map(startOf)) {
    const before = await startedBefore(context, start.origin);
    const task = running.get(start.origin);
    if (before) started.push(before);
    else if (task === undefined) toStart.push(start);
    else if (id !== undefined) throw new RowRunsError({ id: String(id), task });
  }
  return { started, toStart };
}

async function found(id: number, { db }: CommandContext): Promise<SpreadRow> {
  const row = await spreadRow(db, id);
  if (!row) throw new QueueRowNotFoundError(id);
  return row;
}

/** One after the other. What is wrong with the only row that was asked for is the answer; of several, each is told. */
async function eachOf(
  { id }: Wanted,
  starts: readonly Start[],
  work: (start: Start) => Promise<void>,
): Promise<RefusedRow[]> {
  const refused: RefusedRow[] = [];
  let isUnderWay = false;
  for (const start of starts) {
    try {
      await work(start);
      isUnderWay = true;
    } catch (error) {
      const obstacle = id === undefined ? obstacleOf(error, isUnderWay) : undefined;
      if (!obstacle) throw error;
      const { farTicker, nearTicker } = start.wanted;
      refused.push({ row: start.row, ticker: `${farTicker} − ${nearTicker}`, error: obstacle });
    }
  }
  return refused;
}
