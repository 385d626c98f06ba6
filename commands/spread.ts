import { addSpreadRow, spreadRowByRequestKey } from '../database/index.js';
import { SPREAD_DEFAULTS } from '../domain/spread/terms.js';
import { type CommandOutcome, defineCommand } from './define-command.js';
import { spreadArguments } from './spread/arguments.js';
import { checkSpreadRow } from './spread/row.js';
import { spreadFromWords } from './spread/words.js';

/** A row as it is asked for, with what is left out. */
export const completeSpreadRow = <
  Given extends { readonly price: string | number; readonly ratio?: string | number | null },
>(
  given: Given,
) => ({
  ...SPREAD_DEFAULTS,
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
      before ?? (await addSpreadRow(db, await checkSpreadRow(completeSpreadRow(args), context), requestKey));
    return {
      kind: 'result',
      result: row,
      next: { command: 'spreads', arguments: { id: row.id }, words: [String(row.id)] },
    };
  },
});
