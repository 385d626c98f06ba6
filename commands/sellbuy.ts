import Type from 'typebox';
import { listSellbuyRows, type SellbuyRow, type TaskRow } from '../database/index.js';
import { agreedRequest, type OrderConsent } from './consent/order.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { mustNotBeHalted } from './mind-halt.js';
import { checkOrder, type WantedOrder } from './order-request.js';
import { nothingFromWords } from './order-words.js';
import { originOf } from './queue-row.js';
import { mustTrade } from './read-only.js';
import { obstacleOf, type RefusedRow } from './refused-row.js';
import type { RunningOrder } from './running-orders.js';
import { brokerOfRequest } from './shared-reads.js';
import { startedBefore, startOrder } from './start-order.js';

/** Shown before consent: what is asked of each row that borrows, what starts besides, and what cannot. */
export interface SellbuyPreview {
  readonly questions: readonly (OrderConsent & { readonly row: number })[];
  /** Rows that start without a question. */
  readonly others: readonly number[];
  readonly refused: readonly RefusedRow[];
}

/**
 * Starts every active row of the queue that is not running; what is wrong with one row stops no other. What borrows is
 * asked about once for all, each row reckoned on top of those before it.
 */
export const sellbuy = defineCommand({
  name: 'sellbuy',
  arguments: Type.Object({}, { additionalProperties: false }),
  confirm: 'when-needed',
  fromWords: (words) => nothingFromWords('sellbuy', words),
  async preview(_, context): Promise<SellbuyPreview | undefined> {
    const { toStart } = await rowsOf(context);
    const { db } = context;
    const starting: RunningOrder[] = [];
    const questions: (OrderConsent & { row: number })[] = [];
    const others: number[] = [];
    const refused = await eachOf(toStart, async (row) => {
      const reader = { db, broker: brokerOfRequest(context), starting };
      const checked = await checkOrder(wantedOf(row), reader);
      starting.push(checked.starting);
      if (checked.consent) questions.push({ row: row.id, ...checked.consent });
      else others.push(row.id);
    });
    return questions.length === 0 ? undefined : { questions, others, refused };
  },
  async run(_, context) {
    const { started, toStart } = await rowsOf(context);
    const tasks: TaskRow[] = [...started];
    const shown = (context.agreed as SellbuyPreview | undefined)?.questions ?? [];
    const refused = await eachOf(toStart, async (row) => {
      const reader = { db: context.db, broker: brokerOfRequest(context) };
      const request = async () =>
        agreedRequest(
          await checkOrder(wantedOf(row), reader),
          shown.find((each) => each.row === row.id),
        );
      tasks.push(await startOrder({ request, origin: originOfRow(row) }, context));
    });
    return { kind: 'started', tasks, ...(refused.length > 0 && { refused }) };
  },
});

const originOfRow = ({ id }: SellbuyRow): string => originOf({ queue: 'sellbuy', id });

const wantedOf = ({ ticker, sell, amount, limitPrice }: SellbuyRow): WantedOrder => ({
  ...{ ticker, amount, limitPrice },
  direction: sell ? 'sell' : 'buy',
});

/** What this request started before, and the rows that are to start. */
async function rowsOf(
  context: CommandContext,
): Promise<{ started: readonly TaskRow[]; toStart: readonly SellbuyRow[] }> {
  await mustNotBeHalted(context);
  mustTrade(context.broker);
  const unfinished = await context.tasks.list({ unfinished: true, limit: 1_000 });
  const running = new Set(unfinished.map(({ origin }) => origin));
  const rows = await listSellbuyRows(context.db, { activeOnly: true });
  const started: TaskRow[] = [];
  const toStart: SellbuyRow[] = [];
  for (const row of rows) {
    const before = await startedBefore(context, originOfRow(row));
    if (before) started.push(before);
    else if (!running.has(originOfRow(row))) toStart.push(row);
  }
  return { started, toStart };
}

/** One after the other; what is wrong with a row is told of it. */
async function eachOf(
  rows: readonly SellbuyRow[],
  work: (row: SellbuyRow) => Promise<void>,
): Promise<RefusedRow[]> {
  const refused: RefusedRow[] = [];
  for (const row of rows) {
    try {
      await work(row);
    } catch (error) {
      const obstacle = obstacleOf(error);
      if (!obstacle) throw error;
      refused.push({ row: row.id, ticker: row.ticker, error: obstacle });
    }
  }
  return refused;
}
