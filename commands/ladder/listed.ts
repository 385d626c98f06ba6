import Type, { type Static } from 'typebox';
import type { ListedLadder } from '../../database/index.js';
import { DecimalText } from '../arguments.js';
import { type CommandContext, defineCommand } from '../define-command.js';
import { InvalidArgumentsError } from '../errors.js';
import { changeList, instrumentsOf, LIST_CHANGES, viewLists } from './lists.js';
import { previewLadder, startLadder } from './start.js';
import { ladderArguments } from './terms.js';
import { ladderFromWords } from './words.js';

const Arguments = Type.Object(
  {
    ...ladderArguments,
    sum: Type.Optional(DecimalText('The most roubles that each order may be worth')),
    list: Type.Optional(
      Type.Enum(['show', ...LIST_CHANGES], {
        description:
          'Shows or changes its lists instead: add and remove are about the white one, block and unblock the black one',
      }),
    ),
    tickers: Type.Optional(
      Type.String({
        maxLength: 20_000,
        description: 'Of a change of its lists, as they are pasted: "SBER, GAZP"',
      }),
    ),
  },
  { additionalProperties: false },
);
type Wanted = Static<typeof Arguments>;

/** A ladder in its white list less its black one; the same command keeps the lists. */
export const listedLadder = (ladder: ListedLadder) =>
  defineCommand({
    name: ladder,
    arguments: Arguments,
    confirm: 'when-needed',
    fromWords: (words) => ladderFromWords(ladder, words),
    async preview(wanted, context) {
      // A change of a list places nothing.
      return isOfLists(wanted) ? undefined : previewLadder(wantedOf(ladder, wanted, context), context);
    },
    async run(wanted, context) {
      if (isOfLists(wanted)) return { kind: 'result', result: await lists(ladder, wanted, context) };
      return { kind: 'started', tasks: [await startLadder(wantedOf(ladder, wanted, context), context)] };
    },
  });

const isOfLists = ({ list, tickers }: Wanted): boolean => list !== undefined || tickers !== undefined;

async function lists(ladder: ListedLadder, { list, tickers, ...others }: Wanted, context: CommandContext) {
  const isShown = list === 'show';
  if (list === undefined || isShown === (tickers !== undefined) || Object.keys(others).length > 0)
    throw new InvalidArgumentsError(['list show stands alone, each change of a list with tickers']);
  const view = isShown
    ? await viewLists(ladder, context)
    : await changeList({ ladder, change: list, text: tickers ?? '' }, context);
  return { ladder, ...view };
}

const wantedOf = (kind: ListedLadder, args: Wanted, context: CommandContext) => ({
  kind,
  args,
  instruments: () => instrumentsOf(kind, context),
});
