import Type from 'typebox';
import { Amount, DecimalText, Ticker } from './arguments.js';
import { defineCommand } from './define-command.js';
import { orderRequest } from './order-request.js';
import { orderFromWords } from './order-words.js';
import { startOrder } from './start-order.js';

/** What buying and selling one instrument take. */
export const orderArguments = Type.Object(
  {
    ticker: Ticker,
    sum: Type.Optional(DecimalText('Roubles to spend or to get')),
    amount: Type.Optional(Amount),
    limitPrice: Type.Optional(DecimalText('The worst price allowed, roubles for one security')),
  },
  { additionalProperties: false },
);

export const buy = defineCommand({
  name: 'buy',
  arguments: orderArguments,
  fromWords: (words) => orderFromWords('buy', words),
  async run(args, context) {
    const request = () => orderRequest({ direction: 'buy', ...args }, context);
    return { kind: 'started', tasks: [await startOrder({ request }, context)] };
  },
});
