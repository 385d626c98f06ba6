import { TRADING_STATUSES } from '../exchange/conditions.js';
import type { Exchange } from '../exchange/exchange.js';
import { FAULT_KINDS, type Fault } from '../faults/faults.js';
import { type PaperInstrument, roublesOf, ticksOf } from '../instruments/instrument.js';
import type { Side } from '../matching/book.js';
import type { Ladder, Quote } from '../matching/others.js';
import { formatNano, parseNano } from '../money.js';
import { BY_HOURS, type InstrumentCondition } from '../state/events.js';
import { ControlProblem } from './problem.js';

const wrong = (message: string): ControlProblem => new ControlProblem(422, 'wrong-input', message);

type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(body: unknown, known: readonly string[]): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw wrong('the body must be a JSON object');
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown !== undefined) throw wrong(`"${unknown}" is not known here; known are ${known.join(', ')}`);
  return body as Fields;
}

export function instrumentByTicker({ catalogue }: Exchange, ticker: string): PaperInstrument {
  const instrument = catalogue.byTicker(ticker);
  if (!instrument) throw new ControlProblem(404, 'unknown-ticker', `${ticker} is not listed here`);
  return instrument;
}

/** For whatever changes a market or holds a position. */
export function marketByTicker(exchange: Exchange, ticker: string): PaperInstrument {
  const instrument = instrumentByTicker(exchange, ticker);
  if (instrument.listedOnly)
    throw new ControlProblem(422, 'listed-only', `${instrument.ticker} is listed here, and has no market`);
  return instrument;
}

export function parseLadder(instrument: PaperInstrument, body: unknown): Ladder {
  const { bids = [], asks = [] } = fieldsOf(body, ['bids', 'asks']);
  const ladder = { bids: quotes(instrument, 'bids', bids), asks: quotes(instrument, 'asks', asks) };
  const bid = Math.max(...ladder.bids.map(([ticks]) => ticks));
  const ask = Math.min(...ladder.asks.map(([ticks]) => ticks));
  if (bid >= ask) throw wrong('the highest bid must be below the lowest ask');
  return ladder;
}

function quotes(instrument: PaperInstrument, name: string, value: unknown): Quote[] {
  if (!Array.isArray(value)) throw wrong(`"${name}" must be a list of [price, lots]`);
  return value.map((quote) => {
    if (!Array.isArray(quote) || quote.length !== 2) throw wrong(`"${name}" must be a list of [price, lots]`);
    return [parsePrice(instrument, quote[0]), parseLots(quote[1])] as const;
  });
}

/** @returns ticks */
export function parsePrice(instrument: PaperInstrument, value: unknown): number {
  const nano = typeof value === 'string' || typeof value === 'number' ? parseNano(String(value)) : undefined;
  if (nano === undefined || nano <= 0n)
    throw wrong(`${JSON.stringify(value)} is not a price: a decimal string is needed`);
  const ticks = ticksOf(instrument, nano);
  if (ticks === undefined)
    throw wrong(`${value} is not a whole multiple of the price step of ${instrument.ticker}`);
  return ticks;
}

export function parseLots(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw wrong(`${JSON.stringify(value)} is not a number of lots`);
  }
  return value;
}

export function parseTrade(
  instrument: PaperInstrument,
  body: unknown,
): { side: Side; lots: number; limitTicks: number | undefined } {
  const { side, lots, price } = fieldsOf(body, ['side', 'lots', 'price']);
  if (side !== 'buy' && side !== 'sell') throw wrong('"side" must be buy or sell');
  return {
    side,
    lots: parseLots(lots),
    limitTicks: price === undefined ? undefined : parsePrice(instrument, price),
  };
}

/** What a crash takes away; negative when the price is to rise. */
export function parsePercent(body: unknown): number {
  const { percent } = fieldsOf(body, ['percent']);
  const isGood = typeof percent === 'number' && Number.isInteger(percent) && percent !== 0;
  if (!isGood || Math.abs(percent) > 30)
    throw wrong('"percent" must be a whole number from 1 to 30, or from -30 to -1 for a rise');
  return percent;
}

export function parseCalm(body: unknown): boolean {
  const { calm } = fieldsOf(body, ['calm']);
  if (typeof calm !== 'boolean') throw wrong('"calm" must be true or false');
  return calm;
}

export function parseHonoured(body: unknown): boolean {
  const { honoured } = fieldsOf(body, ['honoured']);
  if (typeof honoured !== 'boolean') throw wrong('"honoured" must be true or false');
  return honoured;
}

/** The contract's long names are understood too. */
export function parseCondition(before: InstrumentCondition, body: unknown): InstrumentCondition {
  const { status: named = before.status, ...flags } = fieldsOf(body, Object.keys(before));
  const status = String(named).replace(/^SECURITY_TRADING_STATUS_/, '');
  if (status !== BY_HOURS && !TRADING_STATUSES.includes(status)) {
    throw wrong(`"status" must be one of ${[BY_HOURS, ...TRADING_STATUSES].join(', ')}`);
  }
  const wrongFlag = Object.entries(flags).find(([, value]) => typeof value !== 'boolean');
  if (wrongFlag) throw wrong(`"${wrongFlag[0]}" must be true or false`);
  return { ...before, ...flags, status };
}

export function parseFault(body: unknown): Fault {
  const fields = fieldsOf(body, ['method', 'kind', 'count', 'probability', 'ms', 'code', 'ticker']);
  const { method = '*', count = 1, probability = 1, ms = 0, code = '30049', ticker } = fields;
  const kind = FAULT_KINDS.find((each) => each === fields.kind);
  if (!kind) throw wrong(`"kind" must be one of ${FAULT_KINDS.join(', ')}`);
  if (typeof method !== 'string') throw wrong('"method" must be a method name or *');
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 1)
    throw wrong('"count" must be at least 1');
  if (typeof probability !== 'number' || !(probability >= 0 && probability <= 1)) {
    throw wrong('"probability" must be from 0 to 1');
  }
  if (typeof ms !== 'number' || !Number.isSafeInteger(ms) || ms < 0)
    throw wrong('"ms" must be a whole number of milliseconds');
  if (!/^\d{5}$/.test(String(code)))
    throw wrong('"code" must be one of the five-digit codes of the contract');
  if (ticker !== undefined && typeof ticker !== 'string') throw wrong('"ticker" must be a ticker');
  return { method, kind, count, probability, ms, code: String(code), ...(ticker && { ticker }) };
}

/** `{"money":"1000.5","positions":[{"ticker":"SBER","amount":100,"averagePrice":"300"}]}` or `{"positions":{"SBER":100}}`. */
export function parseAccount(exchange: Exchange, body: unknown) {
  const fields = fieldsOf(body, ['accountId', 'money', 'blockedMoney', 'freeMoney', 'positions']);
  const { money, positions } = fields;
  if (
    money !== undefined &&
    ((typeof money !== 'string' && typeof money !== 'number') || parseNano(String(money)) === undefined)
  ) {
    throw wrong('"money" must be a decimal string of roubles');
  }
  return {
    ...(money === undefined ? {} : { money: String(money) }),
    ...(positions === undefined ? {} : { positions: parsePositions(exchange, positions) }),
  };
}

function parsePositions(exchange: Exchange, value: unknown) {
  const list = Array.isArray(value)
    ? value
    : Object.entries((value ?? {}) as Fields).map(([ticker, amount]) => ({ ticker, amount }));
  return list.map((each: unknown) => {
    const fields = fieldsOf(each, ['ticker', 'instrumentUid', 'amount', 'blocked', 'averagePrice']);
    const instrument = marketByTicker(exchange, String(fields.ticker));
    // What nobody paid for cost what it is worth: a future's gain would be money from nowhere.
    const worth = roublesOf(instrument, exchange.listing(instrument).lastTicks);
    const { amount, averagePrice = formatNano(worth) } = fields;
    if (typeof amount !== 'number' || !Number.isSafeInteger(amount))
      throw wrong('"amount" must be a whole number of securities');
    if (parseNano(String(averagePrice)) === undefined) throw wrong('"averagePrice" must be a decimal string');
    return { ticker: instrument.ticker, amount, averagePrice: String(averagePrice) };
  });
}
