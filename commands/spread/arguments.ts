import Type from 'typebox';
import { MOST_CONTRACTS, MOST_TICKS } from '../../domain/spread/bounds.js';
import type { SpreadOptions } from '../../domain/spread/terms.js';
import { Amount, DecimalText, Ticker } from '../arguments.js';
import { InvalidArgumentsError } from '../errors.js';

const orNull = <Schema extends Type.TSchema>(schema: Schema, description: string) =>
  Type.Optional(Type.Union([schema, Type.Null()], { description }));

/** How a spread is quoted and hedged; what is left out is as the description says. */
export const spreadOptions = {
  slop: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: MOST_TICKS,
      description:
        'Far ticks by which the price may drift for you before the order is moved (setting spread.slop); against you none',
    }),
  ),
  payUpTicks: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: MOST_TICKS,
      description:
        'Near ticks that a hedge may pay more than the book shows (setting spread.payUpTicks); more at each try, up to 0.3 %',
    }),
  ),
  displayQuantity: orNull(
    Type.Integer({ minimum: 1, maximum: MOST_CONTRACTS }),
    'Far contracts shown at once at most; null: half of what the near book shows in five levels',
  ),
  maxUnhedged: orNull(
    Type.Integer({ minimum: 1, maximum: MOST_CONTRACTS }),
    'Far contracts that may be without their hedge before no new far order is placed; null: one shown piece',
  ),
  until: orNull(
    Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}([.]\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})$',
      examples: ['2026-12-01T15:30:00Z'],
    }),
    'The time after which it stops by itself, ISO 8601 with its zone; null: never',
  ),
  now: Type.Optional(
    Type.Boolean({ description: 'Takes what the far book shows at once, within the price (false)' }),
  ),
};

/** A spread as people ask for it: a row of the queue. */
export const spreadArguments = Type.Object(
  {
    farTicker: { ...Ticker, description: 'Far leg, a future, e.g. SRH7' },
    nearTicker: {
      ...Ticker,
      description: 'Near leg, the share it is written on or a nearer future, e.g. SBER',
    },
    sell: Type.Boolean({ description: 'true sells the far leg and buys the near one, false the other way' }),
    amount: { ...Amount, description: 'Far contracts', examples: [5] },
    price: DecimalText(
      'Far price − ratio × near price, roubles per far contract: at least this when selling, at most when buying; zero and below are prices too',
    ),
    ratio: orNull(
      DecimalText('Near securities per far contract'),
      'Near securities per far contract, a decimal string; null: that of the contracts',
    ),
    active: Type.Optional(Type.Boolean({ description: 'Whether spreads starts it; true if not said' })),
    ...spreadOptions,
  },
  { additionalProperties: false },
);

/** The options of a row apart from its terms. */
export const optionsOf = ({
  slop,
  payUpTicks,
  displayQuantity,
  maxUnhedged,
  until,
  now,
}: SpreadOptions): SpreadOptions => ({ slop, payUpTicks, displayQuantity, maxUnhedged, until, now });

/** @returns the same moment in UTC. @throws InvalidArgumentsError for a day or an hour that does not exist */
export function untilInUtc(until: string | null): string | null {
  if (until === null) return null;
  const at = new Date(until);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentsError(['until is no moment']);
  return at.toISOString();
}
