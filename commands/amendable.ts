import Type from 'typebox';
import { Amount, DecimalText } from './arguments.js';
import { spreadOptions } from './spread/arguments.js';

const described = <Schema extends Type.TSchema>(schema: Schema, like: Type.TSchema) =>
  Type.Optional({ ...schema, description: (like as { description?: string }).description ?? '' });
const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const Price = Type.Union([DecimalText('The worst price allowed, roubles for one security'), Type.Null()], {
  description:
    'The worst price allowed, roubles for one security, of spreads for one far contract; a decimal string, null for none',
});

/**
 * The options of spreads as they are amended: their form alone, so that a value which cannot be is answered with what can
 * (`spreadOptions`).
 */
export const amendableOptions = {
  slop: described(Type.Number(), spreadOptions.slop),
  payUpTicks: described(Type.Number(), spreadOptions.payUpTicks),
  displayQuantity: described(orNull(Type.Number()), spreadOptions.displayQuantity),
  maxUnhedged: described(orNull(Type.Number()), spreadOptions.maxUnhedged),
  until: described(orNull(Type.String()), spreadOptions.until),
  now: described(Type.Boolean(), spreadOptions.now),
};

/** What of a task can be changed; at least one of them. */
export const amendable = {
  amount: Type.Optional(Amount),
  limitPrice: Type.Optional(Price),
  price: Type.Optional({ ...Price, description: 'The same as limitPrice' }),
  ratio: Type.Optional(DecimalText('Of spreads that have no fill yet: near securities per far contract')),
  ...amendableOptions,
};
