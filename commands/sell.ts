import { orderArguments } from './buy.js';
import { defineCommand } from './define-command.js';
import { orderRequest } from './order-request.js';
import { orderFromWords } from './order-words.js';

export const sell = defineCommand({
  name: 'sell',
  arguments: orderArguments,
  fromWords: (words) => orderFromWords('sell', words),
  async run(args, context) {
    const request = await orderRequest({ direction: 'sell', ...args }, context);
    const { by, requestKey } = context;
    return {
      kind: 'started',
      tasks: [await context.tasks.startSellbuy({ request, by, ...(requestKey && { requestKey }) })],
    };
  },
});
