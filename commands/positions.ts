import Type from 'typebox';
import type { Column } from './account/csv.js';
import { AsCsv, takeCsv, withCsv } from './account/csv-file.js';
import type { PositionRow } from './account/position-row.js';
import { positionsNow } from './account/positions-now.js';
import { defineCommand } from './define-command.js';
import { nothingFromWords } from './order-words.js';

const COLUMNS: readonly Column<PositionRow>[] = [
  'ticker',
  'name',
  'kind',
  'instrumentUid',
  'amount',
  'free',
  'blocked',
  'currency',
  'averagePrice',
  'lastPrice',
  'averagePoints',
  'lastPoints',
  'accruedInterest',
  'value',
  'worth',
  'profit',
  'profitPercent',
  'averageMayLag',
  'toBuy',
  'toSell',
  'heldBySpreads',
  { name: 'tasks', of: ({ tasks }) => tasks.join(' ') },
];

/** Every position of the account, money among them, with what running tasks are about to do with it. */
export const positions = defineCommand({
  name: 'positions',
  arguments: Type.Object({ csv: AsCsv }, { additionalProperties: false }),
  fromWords(words) {
    const { words: others, csv } = takeCsv(words);
    return { ...(nothingFromWords('positions', others) as object), ...(csv && { csv }) };
  },
  async run({ csv }, context) {
    const result = await positionsNow(context);
    const table = { name: 'positions', columns: COLUMNS, rows: result.items };
    return { kind: 'result', result, ...withCsv(csv, table) };
  },
});
