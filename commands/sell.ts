import { orderArguments } from './buy.js';
import { defineCommand } from './define-command.js';
import { orderRequest } from './order-request.js';
import { orderFromWords } from './order-words.js';
import { startOrder } from './start-order.js';

export const sell = defineCommand({
  name: 'sell',
  arguments: orderArguments,
  fromWords: (words) => orderFromWords('sell', words),
  async run(args, context) {
    const request = () => orderRequest({ direction: 'sell', ...args }, context);
    return { kind: 'started', tasks: [await startOrder({ request }, context)] };
  },
});
