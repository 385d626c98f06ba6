import Type, { type Static, type TObject } from 'typebox';
import Value from 'typebox/value';
import { InvalidArgumentsError } from './errors.js';

/** Of the broker's catalogue, in any case; with its board where several have it. */
export const Ticker = Type.String({
  minLength: 1,
  maxLength: 32,
  pattern: '^\\s*\\S+\\s*$',
  description: 'Ticker, e.g. SBER; SBER@TQBR where several boards have it',
});

/** What a column of the database holds, and more than anybody orders. */
export const MOST_SECURITIES = 2_147_483_647;

/** Securities or contracts, not lots. */
export const Amount = Type.Integer({
  maximum: MOST_SECURITIES,
  description: 'Number of securities, a whole number of lots',
  examples: [100],
});

/** Money and prices are decimal strings; a JSON number is taken as it is written. */
export const DecimalText = (description: string) =>
  Type.Union([Type.String({ pattern: '^-?\\d{1,15}([.]\\d{1,9})?$' }), Type.Number()], {
    description: `${description}, a decimal string`,
    examples: ['100000'],
  });

export const TaskId = Type.String({ minLength: 1, maxLength: 100, description: 'Task id, e.g. sellbuy/3' });

/** @throws InvalidArgumentsError with one problem a field, in words a person can act on. */
export function checkArguments<Schema extends TObject>(schema: Schema, value: unknown): Static<Schema> {
  if (Value.Check(schema, value)) return value as Static<Schema>;
  const problems = Value.Errors(schema, value).map(({ instancePath, message, params }) => {
    const field = instancePath.replace(/^\//, '').replaceAll('/', '.');
    const extra = (params as { additionalProperties?: readonly string[] }).additionalProperties;
    return [field, message, extra?.join(', ')].filter(Boolean).join(' ');
  });
  throw new InvalidArgumentsError([...new Set(problems)]);
}
