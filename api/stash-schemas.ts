/** What is documented of stashes. */
import Type from 'typebox';
import { ASSUMPTIONS } from '../domain/stash/placeable.js';
import { StopKind } from '../domain/stop-order.js';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const Price = Type.String({
  pattern: '^-?\\d+(\\.\\d+)?$',
  description: 'Roubles per security',
  examples: ['280'],
});
const Moment = Type.String({ format: 'date-time' });
const Side = Type.Enum(['buy', 'sell']);
const Distance = Type.Object({ type: Type.Enum(['absolute', 'relative']), value: Price });
const Trailing = { indent: Distance, spread: Distance };

const TermsSchema = Type.Object(
  {
    instrumentUid: Type.String(),
    ticker: Type.String(),
    direction: Side,
    lots: Type.Integer(),
    kind: Type.Enum(Object.values(StopKind)),
    stopPrice: Price,
    child: Type.Union([
      Type.Object({ type: Type.Literal('market') }),
      Type.Object({ type: Type.Literal('limit'), price: orNull(Price) }),
    ]),
    trailing: Type.Optional(Type.Object(Trailing)),
    expiry: Type.Union([
      Type.Object({ type: Type.Literal('till-cancel') }),
      Type.Object({ type: Type.Literal('till-date'), at: Moment }),
    ]),
    margin: Type.Boolean(),
    priceUnit: Type.Enum(['roubles', 'points']),
    priceStep: Type.Optional(Price),
  },
  { title: 'StopTerms', description: 'What it is placed with' },
);

const SnapshotSchema = Type.Object(
  {
    stopOrderId: Type.String(),
    instrumentUid: Type.String(),
    direction: Side,
    lots: Type.Integer(),
    kind: orNull(Type.Enum(Object.values(StopKind))),
    status: Type.String(),
    stopPrice: Price,
    price: orNull(Price),
    priceStep: orNull(Price),
    isOffGrid: Type.Boolean(),
    childType: orNull(Type.Enum(['market', 'limit'])),
    trailing: orNull(Type.Object({ ...Trailing, isActivated: Type.Boolean(), extremum: orNull(Price) })),
    createdAt: orNull(Moment),
    expiresAt: orNull(Moment),
    triggeredAt: orNull(Moment),
    childOrderId: orNull(Type.String()),
  },
  { title: 'StopSnapshot', description: 'All that the broker told when it was saved' },
);

export const StashOrderSchema = Type.Object(
  {
    position: Type.Integer(),
    ticker: orNull(Type.String()),
    active: Type.Boolean({ description: 'False: a restore leaves it out' }),
    edited: Type.Boolean(),
    terms: orNull(TermsSchema),
    assumed: Type.Array(Type.Enum([...ASSUMPTIONS]), {
      description: 'What neither the broker nor our log knew',
    }),
    problem: orNull(
      Type.String({ description: 'Why it could not be placed again, so that it was not cancelled' }),
    ),
    outcome: orNull(
      Type.Enum(['cancelled', 'executed', 'expired', 'gone', 'kept'], {
        description: 'What became of it; null while that is not known',
      }),
    ),
    goneSince: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Since when the broker does not list its instrument any more, or it is over',
      }),
    ),
    saved: SnapshotSchema,
  },
  { title: 'StashOrder' },
);

export const StashSchema = Type.Object(
  {
    id: Type.Integer({ description: 'The number of the version' }),
    name: Type.String({ examples: ['unnamed', 'night'] }),
    kind: Type.Enum(['asked', 'before-restore']),
    current: Type.Boolean({ description: 'What its place holds; the others are its history' }),
    createdAt: Moment,
    checked: Type.Boolean({ description: 'It was read back before anything was cancelled' }),
    orders: Type.Integer(),
    switchedOff: Type.Integer(),
    outcomes: Type.Record(Type.String(), Type.Integer()),
  },
  { title: 'Stash' },
);

export const StashWithOrdersSchema = Type.Object(
  { ...StashSchema.properties, items: Type.Array(StashOrderSchema) },
  { title: 'StashWithOrders' },
);
