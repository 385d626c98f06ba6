/** Trades and reports of the account, for the documentation. */
import Type from 'typebox';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const Decimals = (description?: string) =>
  Type.String({ pattern: '^-?\\d+(\\.\\d+)?$', ...(description && { description }) });
const Day = Type.String({ description: 'In Moscow', examples: ['2026-11-30'] });
const Moment = (description?: string) =>
  Type.String({ format: 'date-time', ...(description && { description }) });

/** What may follow the question mark. */
export const DaysQuery = {
  from: Type.Optional(
    Type.String({ maxLength: 32, description: 'First day in Moscow; today', examples: ['2026-11-01'] }),
  ),
  to: Type.Optional(
    Type.String({ maxLength: 32, description: 'Last day in Moscow; today', examples: ['2026-11-30'] }),
  ),
};

const TradeSchema = Type.Object(
  {
    time: Moment('Of the execution'),
    ticker: Type.String({ description: 'The FIGI where nobody knows its ticker any more' }),
    direction: Type.Enum(['buy', 'sell']),
    amount: Type.Integer({ description: 'Securities or contracts' }),
    price: Decimals('Of one, without accrued interest'),
    sum: Decimals('Price × amount'),
    commission: orNull(Decimals('Its part of what its order cost; null while nobody told it')),
    accruedInterest: Decimals('Of bonds, on top of the sum'),
    variationMargin: orNull(
      Decimals('What closing a future gained, where the broker told it with the trade'),
    ),
    currency: Type.String(),
    task: orNull(Type.String({ description: 'Whose order it was; null for others’' })),
    order: orNull(Type.String({ description: 'The broker’s id of the order' })),
    source: Type.Enum(['broker', 'journal'], {
      description: 'journal: our order log knows it, and the broker’s operations do not tell it yet',
    }),
    instrumentUid: Type.String(),
  },
  { title: 'Trade' },
);

export const TradesSchema = Type.Object({
  from: Day,
  to: Day,
  items: Type.Array(TradeSchema, { description: 'Oldest first' }),
  totals: Type.Object({
    trades: Type.Integer(),
    bought: Decimals('Roubles'),
    sold: Decimals('Roubles'),
    commission: Decimals('Roubles'),
    commissionUnknown: Type.Integer({
      description: 'Trades whose commission nobody told: it is in addition',
    }),
    accruedInterestPaid: Decimals('Roubles'),
    accruedInterestReceived: Decimals('Roubles'),
    variationMargin: Decimals('Roubles'),
  }),
  otherCurrencies: Type.Integer({ description: 'Trades that are not in the totals' }),
});

const figures = {
  trades: Type.Integer(),
  bought: Decimals(),
  sold: Decimals(),
  turnover: Decimals(),
  profit: Decimals('Realized, by average cost, without commission'),
  commission: Decimals(),
  commissionUnknown: Type.Integer(),
  result: Decimals('Profit less commission'),
  slippage: orNull(Decimals('Against the prices that tasks wanted, above zero better')),
  accruedInterestPaid: Decimals(),
  accruedInterestReceived: Decimals(),
  variationMargin: Decimals('As told with trades: never in addition to the profit'),
};
const FiguresSchema = Type.Object(figures);

const DayLineSchema = Type.Object({
  day: Day,
  by: Type.Enum(['ours', 'foreign']),
  ticker: Type.String(),
  ...figures,
  boughtAmount: Type.Integer(),
  boughtAverage: orNull(Decimals()),
  soldAmount: Type.Integer(),
  soldAverage: orNull(Decimals()),
  unknownAmount: Type.Integer({ description: 'Closed, of a cost that nobody knows: not in the profit' }),
});

const LegSchema = Type.Object({
  executed: Type.Integer(),
  averagePrice: orNull(Decimals()),
  sum: Decimals(),
  commission: Decimals(),
});

const SpreadReportSchema = Type.Object({
  task: Type.String(),
  state: Type.String(),
  unwinds: orNull(Type.String()),
  unwoundBy: Type.Array(Type.String()),
  sell: Type.Boolean(),
  farTicker: Type.String(),
  nearTicker: Type.String(),
  ratio: Decimals(),
  executed: Type.Integer({ description: 'Far contracts' }),
  far: LegSchema,
  near: LegSchema,
  price: orNull(Decimals('Roubles per far contract')),
  wantedPrice: Decimals(),
  slippage: orNull(
    Decimals('Roubles for all of it, above zero better than wanted; null while it is not hedged'),
  ),
  turnover: Decimals(),
  commission: Decimals(),
  commissionUnknownLots: Type.Integer(),
  unhedged: Decimals('Near securities'),
  longestUnhedgedMs: Type.Number(),
  startedAt: Moment(),
  finishedAt: orNull(Moment()),
  seconds: Type.Integer(),
  unwound: orNull(
    Type.Object(
      {
        amount: Type.Integer(),
        spreads: Type.Array(Type.String(), { description: 'Tasks of those that it closed' }),
        ...{ profit: Decimals(), commission: Decimals(), result: Decimals() },
      },
      { description: 'What it closed of others on the same legs, and what both earned together' },
    ),
  ),
  open: orNull(
    Type.Object(
      {
        amount: Type.Integer(),
        near: Type.Integer(),
        profit: orNull(Decimals('At last prices, without commission; null where a leg has none')),
      },
      { description: 'What no other spread has closed' },
    ),
  ),
});

export const ReportSchema = Type.Object({
  from: Day,
  to: Day,
  byDay: Type.Optional(
    Type.Object({
      days: Type.Array(
        Type.Object({
          day: Day,
          lines: Type.Array(DayLineSchema),
          ours: FiguresSchema,
          foreign: FiguresSchema,
          all: FiguresSchema,
          clearing: Decimals('Variation margin told apart from trades'),
        }),
      ),
      totals: Type.Object({ ours: FiguresSchema, foreign: FiguresSchema, all: FiguresSchema }),
      clearing: Decimals(),
      otherCurrencies: Type.Integer(),
    }),
  ),
  bySpread: Type.Optional(
    Type.Object({
      spreads: Type.Array(SpreadReportSchema),
      totals: Type.Object({
        spreads: Type.Integer(),
        turnover: Decimals(),
        commission: Decimals(),
        slippage: Decimals(),
        profit: Decimals('Of what was unwound'),
        unwoundCommission: Decimals(),
        result: Decimals(),
        openProfit: Decimals('Of what is open, at last prices'),
        openUnknown: Type.Integer({ description: 'Open spreads of which a leg has no price' }),
      }),
    }),
  ),
});
