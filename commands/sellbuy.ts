import Type from 'typebox';
import { listSellbuyRows, type SellbuyRow, type TaskRow } from '../database/index.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { mustNotBeHalted } from './mind-halt.js';
import { orderRequest } from './order-request.js';
import { nothingFromWords } from './order-words.js';
import { originOf } from './queue-row.js';
import { mustTrade } from './read-only.js';
import { obstacleOf, type RefusedRow } from './refused-row.js';
import { startOrder } from './start-order.js';

const originOfRow = ({ id }: SellbuyRow): string => originOf({ queue: 'sellbuy', id });

/** Starts every active row of the queue that is not running; what is wrong with one row stops no other. */
export const sellbuy = defineCommand({
  name: 'sellbuy',
  arguments: Type.Object({}, { additionalProperties: false }),
  fromWords: (words) => nothingFromWords('sellbuy', words),
  async run(_, context) {
    await mustNotBeHalted(context);
    mustTrade(context.broker);
    const running = new Set(
      (await context.tasks.list({ unfinished: true, limit: 1_000 })).map(({ origin }) => origin),
    );
    const rows = await listSellbuyRows(context.db, { activeOnly: true });
    const tasks: TaskRow[] = [];
    const refused: RefusedRow[] = [];
    for (const row of rows.filter((each) => !running.has(originOfRow(each)))) {
      try {
        tasks.push(await startRow(row, context));
      } catch (error) {
        const obstacle = obstacleOf(error);
        if (!obstacle) throw error;
        refused.push({ row: row.id, ticker: row.ticker, error: obstacle });
      }
    }
    return { kind: 'started', tasks, ...(refused.length > 0 && { refused }) };
  },
});

function startRow(row: SellbuyRow, context: CommandContext): Promise<TaskRow> {
  const { ticker, sell, amount, limitPrice } = row;
  const wanted = { direction: sell ? ('sell' as const) : ('buy' as const), ticker, amount, limitPrice };
  return startOrder({ request: () => orderRequest(wanted, context), origin: originOfRow(row) }, context);
}
