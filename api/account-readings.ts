import Type from 'typebox';
import { BalanceSchema, OrdersSchema, PositionsSchema } from './account-schemas.js';
import { DaysQuery, ReportSchema, TradesSchema } from './trade-schemas.js';

/** What is told of the account by GET: a command's name, what may follow the question mark, and what it answers. */
export interface AccountReading {
  readonly name: string;
  /** Strings alone, as an address holds them. */
  readonly query: Readonly<Record<string, Type.TSchema>>;
  readonly answer: Type.TSchema;
  /** The command's arguments. @default the query as it is */
  argumentsOf?(query: Readonly<Record<string, string>>): Record<string, unknown>;
}

export const ACCOUNT_READINGS: readonly AccountReading[] = [
  { name: 'positions', query: {}, answer: PositionsSchema },
  { name: 'balance', query: {}, answer: BalanceSchema },
  {
    name: 'orders',
    query: {
      ticker: Type.Optional(Type.String({ minLength: 1, maxLength: 32, examples: ['SBER'] })),
      kind: Type.Optional(Type.Enum(['order', 'stop-order'])),
    },
    answer: OrdersSchema,
  },
  {
    name: 'trades',
    query: { ...DaysQuery, ticker: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })) },
    answer: TradesSchema,
  },
  {
    name: 'report',
    query: { ...DaysQuery, by: Type.Optional(Type.String({ maxLength: 32, examples: ['day', 'spread'] })) },
    answer: ReportSchema,
  },
];
