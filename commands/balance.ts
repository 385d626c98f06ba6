import Type from 'typebox';
import { type BalanceFigure, balanceFigures, balanceNow } from './account/balance-now.js';
import type { Column } from './account/csv.js';
import { AsCsv, takeCsv, withCsv } from './account/csv-file.js';
import { defineCommand } from './define-command.js';
import { nothingFromWords } from './order-words.js';

const COLUMNS: readonly Column<BalanceFigure>[] = ['figure', 'currency', 'value'];

/** Money, what is promised of it, and how far the account is from a margin call. */
export const balance = defineCommand({
  name: 'balance',
  arguments: Type.Object({ csv: AsCsv }, { additionalProperties: false }),
  fromWords(words) {
    const { words: others, csv } = takeCsv(words);
    return { ...(nothingFromWords('balance', others) as object), ...(csv && { csv }) };
  },
  async run({ csv }, context) {
    const result = await balanceNow(context);
    const table = { name: 'balance', columns: COLUMNS, rows: balanceFigures(result) };
    return { kind: 'result', result, ...withCsv(csv, table) };
  },
});
