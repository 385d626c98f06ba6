import { questionOf, startAgreed } from './ask-order.js';
import { orderArguments } from './buy.js';
import { defineCommand } from './define-command.js';
import { orderFromWords } from './order-words.js';

export const sell = defineCommand({
  name: 'sell',
  arguments: orderArguments,
  confirm: 'when-needed',
  fromWords: (words) => orderFromWords('sell', words),
  preview: (args, context) => questionOf({ direction: 'sell', ...args }, context),
  async run(args, context) {
    return { kind: 'started', tasks: [await startAgreed({ direction: 'sell', ...args }, context)] };
  },
});
