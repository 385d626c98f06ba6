/** What is told of the account, for the documentation. The columns of the CSV are the fields of an item. */
import Type from 'typebox';
import { MarginState } from '../domain/account/margin-room.js';
import { StopKind } from '../domain/stop-order.js';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const Decimals = (description?: string) =>
  Type.String({ pattern: '^-?\\d+(\\.\\d+)?$', ...(description && { description }) });

const PositionSchema = Type.Object(
  {
    ticker: Type.String({
      description: 'The uid where the catalogue does not hold it; of money the code of its currency',
    }),
    name: orNull(Type.String()),
    kind: Type.String({ examples: ['share', 'bond', 'etf', 'future', 'currency', 'option'] }),
    instrumentUid: orNull(Type.String({ description: 'Null of roubles' })),
    amount: Decimals('Securities, contracts or units of a currency, below zero for a short position'),
    free: Decimals(),
    blocked: Decimals('In orders; of roubles also what futures lock'),
    currency: Type.String({ description: 'Of its prices and money' }),
    averagePrice: orNull(Decimals('Of one, without accrued interest')),
    lastPrice: orNull(Decimals('Of one')),
    averagePoints: orNull(
      Decimals('As the exchange quotes it: points of a future, percent of a bond’s nominal'),
    ),
    lastPoints: orNull(Decimals()),
    accruedInterest: orNull(Decimals('Of one bond')),
    value: orNull(
      Decimals('A bond with its interest; of futures what the contracts are about, which nobody paid'),
    ),
    worth: orNull(Decimals('What it adds to the account: the value, of futures what was not paid out yet')),
    profit: orNull(Decimals('Not realized, without commission')),
    profitPercent: orNull(Decimals('Of what it cost')),
    averageMayLag: Type.Boolean({
      description: 'The average is of another amount: the broker is some seconds behind',
    }),
    toBuy: Type.Integer({ description: 'What running tasks have yet to buy' }),
    toSell: Type.Integer(),
    heldBySpreads: Type.Integer({ description: 'What running spreads have executed and count on' }),
    tasks: Type.Array(Type.String(), { description: 'Ids of all of these; in CSV with spaces between them' }),
  },
  { title: 'Position' },
);

export const PositionsSchema = Type.Object({
  items: Type.Array(PositionSchema),
  totals: Type.Object({
    worth: Decimals('Roubles, money among it'),
    profit: Decimals('Roubles, not realized'),
    leftOut: Type.Integer({
      description: 'Positions that are in none of both, for want of a price in roubles',
    }),
    portfolio: orNull(Decimals('The broker’s own figure, some seconds behind')),
  }),
  loading: Type.Boolean({ description: 'The broker says that its figures are not reliable yet' }),
});

const MarginSchema = Type.Object(
  {
    state: Type.Enum(Object.values(MarginState), {
      description: 'no-new-positions: below the starting margin; call: below the minimal one',
    }),
    liquidPortfolio: Decimals(),
    startingMargin: Decimals(),
    minimalMargin: Decimals(),
    correctedMargin: orNull(Decimals('The starting margin with working orders counted in')),
    toStarting: Decimals('Until new positions are refused; below zero it is what lacks'),
    toStartingWithOrders: orNull(Decimals()),
    toCall: Decimals('By so much the portfolio may fall until the minimal margin, as it is now, is touched'),
    toCallPercent: orNull(Decimals('The same as percent of the liquid portfolio')),
  },
  { title: 'AccountMargin' },
);

export const BalanceSchema = Type.Object({
  currencies: Type.Array(
    Type.Object({ currency: Type.String(), free: Decimals(), blocked: Decimals('In orders') }),
    { description: 'Each in its own units; roubles first' },
  ),
  guarantee: orNull(Decimals('What futures lock')),
  promised: Decimals('What running tasks will take out of the free roubles'),
  left: Decimals('What is free then; below zero where more is promised'),
  portfolio: orNull(Decimals('What all of the account is worth, by the broker')),
  margin: orNull(MarginSchema),
  marginUntold: Type.Boolean({ description: 'The broker tells no margin figures here' }),
  loading: Type.Boolean(),
});

const OrderSchema = Type.Object(
  {
    kind: Type.Enum(['order', 'stop-order']),
    source: Type.Enum(['ours', 'maybe-ours', 'foreign'], {
      description: 'maybe-ours: it is like one that a task sent, and that nobody knows whether it is there',
    }),
    task: orNull(Type.String()),
    leg: orNull(Type.String({ examples: ['far', 'near'] })),
    number: orNull(Type.Integer({ description: 'Among those of the task, or of its leg' })),
    ticker: Type.String({ description: 'The uid where nobody knows its ticker' }),
    instrumentUid: Type.String(),
    direction: Type.Enum(['buy', 'sell']),
    lots: Type.Integer(),
    executedLots: Type.Integer(),
    amount: orNull(Type.Integer({ description: 'Securities or contracts' })),
    executed: orNull(Type.Integer()),
    price: orNull(
      Decimals(
        'Of one; of a stop order that of what it will place, null at the market, and of a trailing one until it triggers',
      ),
    ),
    stopPrice: orNull(Decimals('Reaching it triggers')),
    averagePrice: orNull(Decimals('Of what is executed')),
    sum: orNull(
      Decimals('What is not executed yet, without accrued interest; of futures what the contracts are about'),
    ),
    currency: orNull(Type.String()),
    stopKind: orNull(Type.Enum(Object.values(StopKind))),
    child: orNull(Type.Enum(['market', 'limit'], { description: 'What a stop order will place' })),
    placedAt: orNull(Type.String({ format: 'date-time' })),
    expiresAt: orNull(Type.String({ format: 'date-time' })),
    id: Type.String({ description: 'The broker’s' }),
    clientOrderId: orNull(Type.String()),
  },
  { title: 'WorkingOrder' },
);

export const OrdersSchema = Type.Object({
  items: Type.Array(OrderSchema),
  stopOrders: Type.Enum(['told', 'not-asked', 'later', 'none-here'], {
    description: 'later: their limit is spent by placing others; none-here: the broker has none',
  }),
  stopOrdersInSeconds: orNull(Type.Integer({ description: 'When they can be read' })),
});
