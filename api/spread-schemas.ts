/** What is documented of spreads: their terms, and the report of a finished one. */
import Type from 'typebox';
import { HEDGE_CHOICES } from '../domain/spread/terms.js';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const decimal = (description: string) =>
  Type.String({ pattern: '^-?\\d+(\\.\\d+)?$', description, examples: ['250'] });

export const SpreadTermsSchema = Type.Object(
  {
    sell: Type.Boolean({ description: 'The far leg is sold and the near one bought, or the other way' }),
    nearTicker: Type.String(),
    margin: Type.Boolean({ description: 'A person agreed that a leg may be short or leveraged' }),
    ratio: decimal('Near securities per far contract'),
    options: Type.Object({
      slop: Type.Integer({ description: 'Far ticks' }),
      payUpTicks: Type.Integer({ description: 'Near ticks' }),
      displayQuantity: orNull(Type.Integer({ description: 'Far contracts' })),
      maxUnhedged: orNull(Type.Integer({ description: 'Far contracts' })),
      until: orNull(Type.String({ format: 'date-time' })),
      now: Type.Boolean(),
    }),
    hedge: orNull(
      Type.Object(
        { number: Type.Integer(), choice: Type.Enum([...HEDGE_CHOICES]) },
        { description: 'The last answer about its hedge' },
      ),
    ),
  },
  { title: 'SpreadTerms', description: "What only spreads have; a task's ticker is the far leg's" },
);

const LegSchema = Type.Object(
  {
    ticker: Type.String(),
    executed: Type.Integer({ description: 'Securities or contracts' }),
    averagePrice: orNull(decimal('Roubles per security or contract')),
    commission: decimal('Roubles'),
  },
  { title: 'LegFigures' },
);

export const SpreadResultSchema = Type.Object(
  {
    sell: Type.Boolean(),
    ticker: Type.String({ description: 'Far leg' }),
    nearTicker: Type.String(),
    ratio: decimal('Near securities per far contract'),
    amount: Type.Integer({ description: 'Far contracts' }),
    executed: Type.Integer({ description: 'Far contracts' }),
    averagePrice: orNull(decimal('Of the spread, roubles per far contract, without commission')),
    wantedPrice: decimal('Roubles per far contract'),
    slippage: orNull(decimal('Better (above zero) or worse than wanted, roubles per far contract')),
    commission: decimal('Roubles, both legs'),
    commissionUnknownLots: Type.Optional(
      Type.Integer({ description: 'Lots that a person settled without their commission: it is in addition' }),
    ),
    far: LegSchema,
    near: LegSchema,
    unhedged: decimal('Near securities that stay without a hedge'),
    longestUnhedgedMs: Type.Integer({
      description: 'How long a near lot or more was unhedged at the longest',
    }),
    largestUnhedged: decimal('The most that was unhedged at once, near securities'),
  },
  { title: 'SpreadResult', description: 'The report of a finished spread' },
);
