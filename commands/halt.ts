import Type from 'typebox';
import { appendToJournal, inTransaction, readHalt, writeHalt } from '../database/index.js';
import { defineCommand } from './define-command.js';
import { haltJson } from './mind-halt.js';

const LONGEST_REASON = 200;

/** The kill switch: nothing is ordered any more but hedges and cancels, until `unhalt`. Halted already, it stays as it is. */
export const halt = defineCommand({
  name: 'halt',
  arguments: Type.Object(
    {
      reason: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: LONGEST_REASON,
          description: 'Shown to everybody who meets the halt',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  fromWords: (words) => (words.length > 0 ? { reason: words.join(' ') } : {}),
  async run({ reason = null }, { db, by }) {
    await inTransaction(db, async (transaction) => {
      if (await writeHalt(transaction, { by, reason }))
        await appendToJournal(transaction, [
          { taskId: null, kind: 'halted', severity: 'report', data: { by } },
        ]);
    });
    return { kind: 'result', result: haltJson(await readHalt(db)) };
  },
});
