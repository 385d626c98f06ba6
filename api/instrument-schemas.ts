/** Instruments as the API tells them, for its documentation. */
import Type from 'typebox';

const orNull = <Schema extends Type.TSchema>(schema: Schema, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });
const DecimalString = Type.String({ pattern: '^-?\\d+(\\.\\d+)?$', examples: ['312.5'] });
const Moment = Type.String({ format: 'date-time' });

const identity = {
  uid: Type.String(),
  figi: Type.String(),
  ticker: Type.String(),
  classCode: Type.String(),
  isin: Type.String({ description: 'Empty where it has none' }),
  name: Type.String(),
  kind: Type.Enum(['share', 'bond', 'future', 'etf', 'currency']),
  currency: Type.String(),
  lot: Type.Integer({ description: 'Securities in a lot' }),
  active: Type.Boolean({ description: 'The broker lists it' }),
  goneAt: orNull(Moment, 'Since when it does not'),
};

export const FoundSchema = Type.Object(
  {
    ...identity,
    ticker: Type.String({ description: 'With its board where several have it: SBER@TQBR' }),
    tradable: Type.Boolean({ description: 'It can be bought or sold by API' }),
    underlying: orNull(Type.String(), 'Of futures: the name of what it is written on'),
    lastTradeAt: orNull(Moment),
  },
  { title: 'FoundInstrument' },
);

const PartnerSchema = Type.Object(
  {
    ticker: Type.String({ description: 'The other leg' }),
    name: Type.String(),
    farTicker: Type.String(),
    nearTicker: Type.String(),
    ratio: Type.String({ description: 'Near securities per far contract, a decimal string' }),
    lastTradeAt: orNull(Moment, 'Of the far contract'),
    apiTradable: Type.Boolean(),
  },
  { title: 'SpreadPartner' },
);

export const InstrumentSchema = Type.Object(
  {
    ...identity,
    exchange: Type.String(),
    priceStep: orNull(DecimalString),
    apiTradable: Type.Boolean(),
    buyAvailable: Type.Boolean(),
    sellAvailable: Type.Boolean(),
    shortEnabled: Type.Boolean(),
    positionUid: Type.String({ description: 'The same for everything that is one asset' }),
    accruedInterest: orNull(DecimalString),
    underlying: orNull(Type.String(), 'Of futures: the ticker, or name, of what it is written on'),
    contractSize: orNull(DecimalString, 'Of futures: how much of that is in one contract'),
    expiresAt: orNull(Moment),
    lastTradeAt: orNull(Moment),
    perpetual: orNull(Type.Boolean()),
    marginToBuy: orNull(DecimalString, 'Roubles that one contract locks'),
    marginToSell: orNull(DecimalString),
    lastPrice: orNull(DecimalString),
    bestBid: orNull(DecimalString),
    bestAsk: orNull(DecimalString),
    status: orNull(Type.String(), "The broker's trading status; null where it does not list it for trading"),
    tradable: Type.Boolean(),
    partners: Type.Array(PartnerSchema, {
      description: 'What makes a spread with it: the security first, then futures, the nearest first',
    }),
  },
  { title: 'Instrument', description: 'Prices and steps in its currency for one security, or contract' },
);
