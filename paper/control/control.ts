import { setImmediate as turnOfLoop } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { averageCost, freeMoney, type PaperAccount } from '../accounts/account.js';
import { matches } from '../exchange/conditions.js';
import type { Exchange } from '../exchange/exchange.js';
import { limitDown, limitUp } from '../exchange/listing.js';
import type { Faults } from '../faults/faults.js';
import { type PaperInstrument, priceOf } from '../instruments/instrument.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Market } from '../market/market.js';
import type { Ladder } from '../matching/others.js';
import { formatNano } from '../money.js';
import { FIRST_ACCOUNT_ID } from '../state/state.js';
import type { StreamRegistry } from '../streams/registry.js';
import {
  instrumentByTicker,
  marketByTicker,
  parseAccount,
  parseCalm,
  parseCondition,
  parseFault,
  parseHonoured,
  parseLadder,
  parsePercent,
  parseTrade,
} from './parse.js';
import { ControlProblem } from './problem.js';
import { tellLedger } from './tell-ledger.js';

/** How a test, a demonstration or a person plays the market: JSON over HTTP. */
export function buildControl({
  exchange,
  faults,
  streams,
  ledger,
  market,
}: {
  exchange: Exchange;
  faults: Faults;
  streams: StreamRegistry;
  ledger: Ledger;
  market: Market;
}): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  const named = ({ params }: { params: unknown }): PaperInstrument =>
    instrumentByTicker(exchange, (params as { ticker: string }).ticker);
  const withMarket = ({ params }: { params: unknown }): PaperInstrument =>
    marketByTicker(exchange, (params as { ticker: string }).ticker);

  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _request, reply) => {
    const status = error instanceof ControlProblem ? error.status : (error.statusCode ?? 500);
    const details = error instanceof ControlProblem ? error.details : {};
    return reply.status(status).send({ code: error.code ?? 'error', message: error.message, ...details });
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .status(404)
      .send({ code: 'no-such-call', message: `${request.method} ${request.url} is not served here` }),
  );
  // A call without a body is no error, even when its client says it sends JSON.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch {
      done(new ControlProblem(422, 'wrong-input', 'the body is not JSON'));
    }
  });

  app.get('/book/:ticker', async (request) => {
    const instrument = named(request);
    market.watch(instrument);
    return bookOf(exchange, instrument);
  });
  app.put('/book/:ticker', async (request) => {
    const instrument = withMarket(request);
    const ladder = parseLadder(instrument, request.body);
    exchange.note({ kind: 'control', method: 'PUT /book', ticker: instrument.ticker });
    followFarPrices(exchange, instrument, ladder);
    exchange.setLadder(instrument, ladder, { keep: true });
    market.anchor(instrument);
    // A real market has no such call: those who follow the book have it before the answer to who played is made.
    await turnOfLoop();
    return bookOf(exchange, instrument);
  });

  app.post('/trade/:ticker', async (request) => {
    const instrument = withMarket(request);
    const incoming = parseTrade(instrument, request.body);
    mustTrade(exchange, instrument);
    exchange.note({ kind: 'control', method: 'POST /trade', ticker: instrument.ticker });
    return { lots: exchange.trade(instrument, incoming, { keep: true }) };
  });

  app.post('/crash/:ticker', async (request) => {
    const instrument = withMarket(request);
    const percent = parsePercent(request.body);
    mustTrade(exchange, instrument);
    exchange.note({ kind: 'control', method: 'POST /crash', ticker: instrument.ticker });
    const { instrument: moved, from, to } = market.crash(instrument, percent);
    const price = (ticks: number) => formatNano(priceOf(moved, ticks));
    return { ticker: moved.ticker, from: price(from), to: price(to) };
  });

  app.get('/calm', async () => ({ calm: market.isCalm }));
  app.put('/calm', async (request) => {
    const calm = parseCalm(request.body);
    exchange.note({ kind: 'control', method: 'PUT /calm' });
    if (calm) market.stop();
    else market.start();
    return { calm: market.isCalm };
  });

  app.get('/stop-keys', async () => ({ honoured: exchange.stops.honoursKeys }));
  app.put('/stop-keys', async (request) => {
    exchange.stops.honoursKeys = parseHonoured(request.body);
    exchange.note({ kind: 'control', method: 'PUT /stop-keys' });
    return { honoured: exchange.stops.honoursKeys };
  });

  app.get('/status/:ticker', async (request) => exchange.state.condition(named(request)));
  app.put('/status/:ticker', async (request) => {
    const instrument = withMarket(request);
    const condition = parseCondition(exchange.state.keptCondition(instrument), request.body);
    exchange.note({ kind: 'control', method: 'PUT /status', ticker: instrument.ticker });
    exchange.setCondition(instrument, condition);
    return exchange.state.condition(instrument);
  });

  app.get('/faults', async () => ({ faults: faults.list }));
  app.post('/faults', async (request, reply) => {
    const fault = parseFault(request.body);
    const aimsAtStreams = fault.kind === 'cut-stream' || fault.kind === 'silent-stream';
    // Streams that are open are struck now; only if there is none does the fault wait for the next.
    if (!aimsAtStreams || streams.strike(fault) === 0) faults.add(fault);
    return reply.status(201).send({ faults: faults.list });
  });
  app.delete('/faults', async () => {
    faults.clear();
    return { faults: [] };
  });

  app.get('/ledger', async (request, reply) => {
    const { since = '0' } = request.query as { since?: string };
    if (!/^\d+$/.test(since))
      throw new ControlProblem(422, 'wrong-input', '"since" must be the number of a ledger entry');
    exchange.commit();
    return tellLedger(ledger, Number(since), reply);
  });

  app.get('/account', async (request) => accountView(accountNamed(exchange, request.query)));
  app.put('/account', async (request) => {
    const account = accountNamed(exchange, request.query, request.body);
    exchange.accounts.set({
      kind: 'account-set',
      accountId: account.id,
      ...parseAccount(exchange, request.body),
    });
    return accountView(account);
  });
  return app;
}

function mustTrade({ state }: Exchange, instrument: PaperInstrument): void {
  const condition = state.condition(instrument);
  if (!matches(condition))
    throw new ControlProblem(422, 'not-trading', `${instrument.ticker} does not trade: ${condition.status}`);
}

/** A book far from yesterday's close takes the price limits of the day with it: whoever sets it means to trade there. */
function followFarPrices(exchange: Exchange, instrument: PaperInstrument, { bids, asks }: Ladder): void {
  const bid = bids.length > 0 ? Math.max(...bids.map(([ticks]) => ticks)) : undefined;
  const ask = asks.length > 0 ? Math.min(...asks.map(([ticks]) => ticks)) : undefined;
  const best = bid ?? ask;
  if (best === undefined) return;
  const mid = Math.floor((best + (ask ?? best)) / 2);
  const { closeTicks } = exchange.listing(instrument);
  if (Math.abs(mid - closeTicks) * 10 > closeTicks) exchange.rebase(instrument, mid);
}

function bookOf(exchange: Exchange, instrument: PaperInstrument) {
  const listing = exchange.listing(instrument);
  const price = (ticks: number) => formatNano(priceOf(instrument, ticks));
  const side = (name: 'buy' | 'sell') =>
    listing.book.levels(name).map(({ ticks, lots }) => [price(ticks), lots]);
  return {
    ticker: instrument.ticker,
    bids: side('buy'),
    asks: side('sell'),
    lastPrice: price(listing.lastTicks),
    limitUp: price(limitUp(listing)),
    limitDown: price(limitDown(listing)),
  };
}

/** The first account when none is named, by the query or in the body. */
function accountNamed(exchange: Exchange, query: unknown, body?: unknown): PaperAccount {
  const inBody = (body ?? {}) as { accountId?: string };
  const { accountId = inBody.accountId ?? FIRST_ACCOUNT_ID } = query as { accountId?: string };
  const account = exchange.account(accountId);
  if (!account) throw new ControlProblem(404, 'no-account', `there is no account ${accountId}`);
  return account;
}

function accountView(account: PaperAccount) {
  return {
    accountId: account.id,
    money: formatNano(account.money),
    blockedMoney: formatNano(account.blocked),
    freeMoney: formatNano(freeMoney(account)),
    positions: [...account.positions.values()]
      .filter(({ amount, blocked }) => amount !== 0 || blocked !== 0)
      .map((position) => ({
        ticker: position.instrument.ticker,
        instrumentUid: position.instrument.uid,
        amount: position.amount,
        blocked: position.blocked,
        averagePrice: formatNano(averageCost(position)),
      })),
  };
}
