import { addSpreadRow, readSettings, spreadRowByRequestKey } from '../database/index.js';
import { spreadDefaults } from '../domain/spread/defaults.js';
import { type CommandContext, type CommandOutcome, defineCommand } from './define-command.js';
import { spreadArguments } from './spread/arguments.js';
import { checkSpreadRow } from './spread/row.js';
import { spreadFromWords } from './spread/words.js';

/** A row as it is asked for, with what is left out. */
export const completeSpreadRow = async <
  Given extends { readonly price: string | number; readonly ratio?: string | number | null },
>(
  given: Given,
  { db }: Pick<CommandContext, 'db'>,
) => ({
  ...spreadDefaults(await readSettings(db)),
  active: true,
  ...given,
  price: String(given.price),
  ratio: given.ratio === undefined || given.ratio === null ? null : String(given.ratio),
});

/** Adds a row to the queue of spreads, and offers to start it. */
export const spread = defineCommand({
  name: 'spread',
  arguments: spreadArguments,
  fromWords: spreadFromWords,
  async run(args, context): Promise<CommandOutcome> {
    const { db, requestKey } = context;
    const before = requestKey === undefined ? undefined : await spreadRowByRequestKey(db, requestKey);
    const row =
      before ??
      (await addSpreadRow(
        db,
        await checkSpreadRow(await completeSpreadRow(args, context), context),
        requestKey,
      ));
    return {
      kind: 'result',
      result: row,
      next: [{ command: 'spreads', arguments: { id: row.id }, words: [String(row.id)] }],
    };
  },
});
