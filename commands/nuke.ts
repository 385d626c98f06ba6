import Type, { type Static } from 'typebox';
import { DecimalText, Ticker } from './arguments.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { previewLadder, startLadder } from './ladder/start.js';
import { ladderArguments } from './ladder/terms.js';
import { nukeFromWords } from './ladder/words.js';
import { findInstrument } from './search/find-instrument.js';

const Arguments = Type.Object(
  {
    ...ladderArguments,
    ticker: Ticker,
    sum: DecimalText('Roubles for all its orders together, in equal parts'),
  },
  { additionalProperties: false },
);

/** A sum in one instrument, in equal parts at a few levels at and below the last price. */
export const nuke = defineCommand({
  name: 'nuke',
  arguments: Arguments,
  confirm: 'always',
  fromWords: nukeFromWords,
  preview: (wanted, context) => previewLadder(wantedOf(wanted, context), context),
  run: async (wanted, context) => ({
    kind: 'started',
    tasks: [await startLadder(wantedOf(wanted, context), context)],
  }),
});

const wantedOf = ({ ticker: wanted, ...args }: Static<typeof Arguments>, { broker }: CommandContext) => ({
  kind: 'nuke' as const,
  args,
  instruments: async () => {
    const { ticker, uid: instrumentUid } = await findInstrument(broker, wanted);
    return [{ ticker, instrumentUid }];
  },
});
