/** What is documented of tasks about stop orders: how far they are, and the report of a finished one. */
import Type from 'typebox';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const StopProgressSchema = Type.Object(
  {
    round: Type.Integer({ description: 'Of a ladder that is renewed; the figures are of this round' }),
    placed: Type.Integer(),
    skipped: Type.Integer(),
    failed: Type.Integer({ description: 'Refused by the broker' }),
    inDoubt: Type.Integer({ description: 'Sent, and not known yet whether they are there' }),
    left: Type.Integer(),
    secondsLeft: Type.Integer({ description: 'An estimate by the rate limit' }),
  },
  { title: 'StopProgress', description: 'How far a task about stop orders is, in orders' },
);

export const StopsResultSchema = Type.Object(
  {
    stops: Type.Enum(['stops', 'shorts', 'nuke', 'remove', 'stash', 'restore']),
    ticker: orNull(Type.String()),
    amount: Type.Integer({ description: 'Orders it was to place, or remove' }),
    executed: Type.Integer({ description: 'Orders it placed, or removed' }),
    skipped: Type.Integer(),
    failed: Type.Integer(),
    triggered: Type.Optional(
      Type.Integer({ description: 'Of what was to be removed: had triggered before' }),
    ),
    expired: Type.Optional(Type.Integer({ description: 'Of a stash: expired before they were cancelled' })),
    gone: Type.Optional(Type.Integer({ description: 'Of a stash: not found any more, nobody knows why' })),
    stash: Type.Optional(orNull(Type.Integer({ description: 'The version of stash and restore' }))),
    assumed: Type.Optional(Type.Integer({ description: 'Of a stash: orders with something assumed' })),
    notPlaceable: Type.Optional(
      Type.Integer({ description: 'Of a stash: could not be placed again, so left' }),
    ),
    there: Type.Optional(Type.Integer({ description: 'Of a restore: waited already' })),
    before: Type.Optional(
      orNull(Type.Integer({ description: 'Of a restore: version of what it cleaned away' })),
    ),
    cleaned: Type.Optional(Type.Integer()),
    same: Type.Optional(
      orNull(Type.Integer({ description: 'Of a restore: orders that wait as they are to' })),
    ),
    differs: Type.Optional(orNull(Type.Integer({ description: 'Of a restore: differences from the stash' }))),
    differences: Type.Optional(
      Type.Array(Type.Unknown(), {
        description: 'Of a restore: each order in which the list is not the stash',
      }),
    ),
    notPlaced: Type.Optional(
      Type.Array(
        Type.Object({
          number: Type.Integer(),
          ticker: Type.String(),
          level: orNull(Type.String({ description: 'Percent from the last price' })),
          state: Type.Enum(['skipped', 'refused', 'dropped']),
          stopPrice: orNull(Type.String()),
          lots: orNull(Type.Integer()),
          reason: orNull(
            Type.Object({ code: Type.String(), data: Type.Record(Type.String(), Type.String()) }),
          ),
        }),
      ),
    ),
  },
  { title: 'StopsResult', description: 'The report of a finished task about stop orders' },
);
