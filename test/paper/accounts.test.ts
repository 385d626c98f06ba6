import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  PortfolioRequest_CurrencyRequest as Currency,
  OperationState,
  OperationType,
  type PortfolioStreamResponse,
  type PositionsStreamResponse,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import { SandboxServiceDefinition } from 'tinkoff-invest-api/dist/generated/sandbox.js';
import { StopOrdersServiceDefinition } from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../paper/index.js';
import { NANO, parseNano } from '../../paper/money.js';
import { eventually } from '../support/eventually.js';
import { ACCOUNT, connect, limitOrder, nano, newDataDir, type PaperClient, start } from './paper-client.js';
import { collect } from './stream-reader.js';
import { TestClock } from './test-clock.js';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;
let sber: string;
let bond: { uid: string; ticker: string; aci: bigint; nominal: bigint };
let future: { uid: string; ticker: string; buyMargin: bigint; point: bigint };
const open: { end(): void }[] = [];

beforeAll(async () => {
  exchange = await start(dataDir, { rateWindowMs: 50 });
  client = connect(exchange);
  sber = await client.uid('SBER');
  const { instruments: bonds } = await client.instruments.bonds({ instrumentStatus: 1 });
  const paying = bonds.find(({ liquidityFlag, aciValue }) => liquidityFlag && nano(aciValue) > 0n);
  if (!paying) throw new Error('no bond with accrued interest is traded');
  bond = {
    uid: paying.uid,
    ticker: paying.ticker,
    aci: nano(paying.aciValue),
    nominal: nano(paying.nominal),
  };
  const { instruments: futures } = await client.instruments.futures({ instrumentStatus: 1 });
  const index = futures.find(({ ticker }) => ticker.startsWith('RI'));
  if (!index) throw new Error('no index future is traded');
  future = {
    uid: index.uid,
    ticker: index.ticker,
    buyMargin: nano(index.initialMarginOnBuy),
    point: (nano(index.minPriceIncrementAmount) * NANO) / nano(index.minPriceIncrement),
  };
});
afterAll(async () => {
  client.close();
  await exchange.close();
  remove();
});
beforeEach(async () => {
  await client.control('PUT', '/account', { money: '10000000', positions: [] });
  await client.control('PUT', '/book/SBER', { bids: [['300', 900]], asks: [['300.5', 900]] });
  await client.control('PUT', `/book/${bond.ticker}`, { bids: [['95', 900]], asks: [['96', 900]] });
  await client.control('PUT', `/book/${future.ticker}`, {
    bids: [['112000', 900]],
    asks: [['112100', 900]],
  });
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.end();
});

const account = { accountId: ACCOUNT };
const order = (uid: string, lots: number, price: string, sell = false) =>
  client.orders.postOrder(limitOrder(uid, { lots, price, sell }));

describe('positions and portfolio', () => {
  test('every kind stands where the contract has it', async () => {
    await client.control('PUT', '/account', {
      positions: [{ ticker: 'USD000UTSTOM', amount: 1_000, averagePrice: '75' }],
    });
    await order(sber, 2, '300.5');
    await order(bond.uid, 3, '96');
    await order(future.uid, 2, '112100');
    const positions = await client.operations.getPositions(account);
    expect(positions.securities.map(({ instrumentType, balance }) => [instrumentType, balance])).toEqual(
      expect.arrayContaining([
        ['share', 20],
        ['bond', 3],
      ]),
    );
    expect(positions.securities).toHaveLength(2);
    expect(positions.futures).toMatchObject([{ instrumentUid: future.uid, balance: 2, blocked: 0 }]);
    expect(positions.money.map(({ currency, units }) => [currency, currency === 'usd' && units])).toEqual([
      ['rub', false],
      ['usd', 1_000],
    ]);
    // Everything has left the money but the futures, which hold back their guarantee.
    const limits = await client.operations.getWithdrawLimits(account);
    expect(nano(limits.blockedGuarantee[0])).toBe(2n * future.buyMargin);
    const view = (await client.control('GET', '/account')).body;
    expect(nano(positions.money[0])).toBe(parseNano(String(view.freeMoney)));
  });

  test('the portfolio is money, securities with accrued interest, and what futures have gained', async () => {
    await order(bond.uid, 3, '96');
    await order(future.uid, 2, '112100');
    await client.control('PUT', `/book/${future.ticker}`, {
      bids: [['112400', 900]],
      asks: [['112500', 900]],
    });
    await client.control('POST', `/trade/${future.ticker}`, { side: 'buy', lots: 1 });
    const portfolio = await client.operations.getPortfolio(account);
    const gain = 2n * 400n * future.point;
    const bonds = 3n * ((bond.nominal * 96n) / 100n + bond.aci);
    expect(nano(portfolio.totalAmountBonds)).toBe(bonds);
    expect(nano(portfolio.totalAmountFutures)).toBe(2n * 112_500n * future.point);
    expect(nano(portfolio.totalAmountPortfolio)).toBe(nano(portfolio.totalAmountCurrencies) + bonds + gain);
    const held = portfolio.positions.find(({ instrumentUid }) => instrumentUid === future.uid);
    expect(held).toMatchObject({ instrumentType: 'futures', quantity: { units: 2 } });
    expect(nano(held?.varMargin)).toBe(gain);
    expect(nano(held?.averagePositionPricePt)).toBe(112_100n * NANO);
    expect(nano(held?.averagePositionPrice)).toBe(112_100n * future.point);
    const owned = portfolio.positions.find(({ instrumentUid }) => instrumentUid === bond.uid);
    expect(nano(owned?.currentNkd)).toBe(bond.aci);
  });

  test('it is told in roubles, and in nothing else', async () => {
    const { RUB, USD } = Currency;
    expect((await client.operations.getPortfolio({ ...account, currency: RUB })).accountId).toBe(ACCOUNT);
    await expect(client.operations.getPortfolio({ ...account, currency: USD })).rejects.toThrow('12001');
  });

  test('margin figures follow the positions and the orders that work', async () => {
    const before = await client.users.getMarginAttributes(account);
    expect([before.startingMargin, before.fundsSufficiencyLevel].map(nano)).toEqual([0n, 0n]);
    await order(sber, 2, '300.5');
    const working = await order(sber, 2, '299');
    const after = await client.users.getMarginAttributes(account);
    const starting = nano(after.startingMargin);
    expect(starting > 0n).toBe(true);
    expect(nano(after.minimalMargin)).toBe(starting / 2n);
    expect(nano(after.correctedMargin)).toBe(2n * starting);
    expect(nano(after.amountOfMissingFunds)).toBe(starting - nano(after.liquidPortfolio));
    expect(nano(after.fundsSufficiencyLevel)).toBe((nano(after.liquidPortfolio) * NANO) / starting);
    await client.orders.cancelOrder({ ...account, orderId: working.orderId });
  });
});

describe('operations', () => {
  test('what they paid adds up to the change of the money', async () => {
    const list = async () => (await client.operations.getOperations(account)).operations;
    const before = new Set((await list()).map(({ id }) => id));
    await order(sber, 2, '300.5');
    await order(sber, 1, '300', true);
    await order(bond.uid, 3, '96');
    await order(future.uid, 3, '112100');
    await order(future.uid, 3, '112000', true);
    const untouched = await order(sber, 1, '290');
    await client.orders.cancelOrder({ ...account, orderId: untouched.orderId });
    const operations = (await list()).filter(({ id }) => !before.has(id));
    const dates = operations.map(({ date }) => date?.getTime() ?? 0);
    expect(dates).toEqual([...dates].sort((one, other) => other - one));
    // The price of a future is not paid; what is lost by closing it is.
    const moved = operations
      .filter(({ instrumentType, parentOperationId }) => instrumentType !== 'futures' || parentOperationId)
      .reduce((sum, { payment }) => sum + nano(payment), 0n);
    const { money } = (await client.control('GET', '/account')).body;
    expect(10_000_000n * NANO + moved).toBe(parseNano(String(money)));
    const margin = operations.filter(
      ({ operationType }) => operationType === OperationType.OPERATION_TYPE_WRITING_OFF_VARMARGIN,
    );
    expect(margin.map(({ payment }) => nano(payment))).toEqual([-3n * 100n * future.point]);
    const cancelled = operations.find(({ id }) => id === untouched.orderId);
    expect(cancelled).toMatchObject({
      state: OperationState.OPERATION_STATE_CANCELED,
      operationType: OperationType.OPERATION_TYPE_BUY,
      quantity: 10,
      quantityRest: 10,
      payment: { units: 0, nano: 0 },
    });
  });

  test('an order names its trades and its commission', async () => {
    const { orderId } = await order(sber, 2, '300.5');
    const { items } = await client.operations.getOperationsByCursor({
      ...account,
      operationTypes: [OperationType.OPERATION_TYPE_BUY],
      limit: 1,
    });
    expect(items).toMatchObject([
      {
        id: orderId,
        brokerAccountId: ACCOUNT,
        instrumentUid: sber,
        quantity: 20,
        quantityDone: 20,
        quantityRest: 0,
        price: { units: 300, nano: 500_000_000 },
        payment: { units: -6_010, nano: 0 },
        commission: { units: -3, nano: -10_000_000 },
        tradesInfo: { trades: [{ quantity: 20 }] },
        childOperations: [{ payment: { units: -3, nano: -10_000_000 } }],
      },
    ]);
  });

  test('are read page by page, each once, and filtered', async () => {
    for (let index = 0; index < 5; index += 1) await order(sber, 1, '300.5');
    await order(bond.uid, 1, '96');
    const whole = await client.operations.getOperationsByCursor({ ...account, operationTypes: [] });
    const pages: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await client.operations.getOperationsByCursor({
        ...account,
        operationTypes: [],
        limit: 3,
        cursor,
      });
      expect(page.items.length).toBeLessThanOrEqual(3);
      pages.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      if (!page.hasNext) break;
    }
    expect(pages).toEqual(whole.items.map(({ id }) => id));
    expect(new Set(pages).size).toBe(pages.length);
    const bonds = await client.operations.getOperationsByCursor({
      ...account,
      operationTypes: [],
      instrumentId: bond.uid,
      withoutCommissions: true,
      withoutTrades: true,
    });
    expect(bonds.items[0]).toMatchObject({ instrumentType: 'bond', tradesInfo: undefined });
    expect(nano(bonds.items[0]?.accruedInt)).toBe(bond.aci);
    expect(bonds.items.every(({ type }) => type === OperationType.OPERATION_TYPE_BUY)).toBe(true);
    const progress = { state: OperationState.OPERATION_STATE_PROGRESS };
    expect((await client.operations.getOperations({ ...account, ...progress })).operations).toEqual([]);
  });

  test('a wrong period, state, limit or cursor is refused', async () => {
    const later = new Date(Date.now() + 86_400_000);
    const list = (request: object) => client.operations.getOperations({ ...account, ...request });
    const page = (request: object) =>
      client.operations.getOperationsByCursor({ ...account, operationTypes: [], ...request });
    await expect(list({ from: new Date(), to: new Date(0) })).rejects.toThrow('30012');
    await expect(list({ from: later })).rejects.toThrow('30070');
    await expect(list({ state: 9 })).rejects.toThrow('30023');
    await expect(page({ limit: 1_001 })).rejects.toThrow('30069');
    await expect(page({ cursor: 'nothing' })).rejects.toThrow('30226');
    await expect(list({ accountId: 'nobody' })).rejects.toThrow('50004');
  });
});

describe('streams', () => {
  const positionsStream = (withInitialPositions: boolean) => {
    const stream = collect<PositionsStreamResponse>((signal) =>
      client.operationsStream.positionsStream({ accounts: [ACCOUNT], withInitialPositions }, { signal }),
    );
    open.push(stream);
    return stream;
  };

  test('positions: first what there is, then what orders, trades and money change', async () => {
    await order(sber, 1, '300.5');
    const stream = positionsStream(true);
    await stream.until((messages) => messages.some(({ initialPositions }) => initialPositions));
    expect(stream.messages[0]?.subscriptions?.accounts).toMatchObject([{ accountId: ACCOUNT }]);
    expect(stream.messages[1]?.initialPositions?.securities).toMatchObject([{ balance: 10 }]);
    await order(sber, 1, '305', true);
    await stream.until((messages) => messages.some(({ position }) => position?.securities[0]?.blocked));
    expect(stream.messages.at(-1)?.position?.securities).toMatchObject([{ balance: 0, blocked: 10 }]);
    await client.control('PUT', '/account', { money: '5000' });
    await stream.until((messages) => messages.at(-1)?.position?.money[0]?.availableValue?.units === 5_000);
    const { orders } = await client.orders.getOrders(account);
    for (const { orderId } of orders) await client.orders.cancelOrder({ ...account, orderId });
  });

  test('the portfolio comes at once and after each change', async () => {
    const stream = collect<PortfolioStreamResponse>((signal) =>
      client.operationsStream.portfolioStream({ accounts: [] }, { signal }),
    );
    open.push(stream);
    const portfolios = () => stream.messages.flatMap(({ portfolio }) => portfolio ?? []);
    await stream.until(() => portfolios().length === 1);
    await order(sber, 1, '300.5');
    await stream.until(() => nano(portfolios().at(-1)?.totalAmountShares) === 3_005n * NANO);
    expect(await client.operations.getPortfolio(account)).toEqual(portfolios().at(-1));
  });

  test('two of a kind at most', async () => {
    const limitOf = async () => {
      const { streamLimits } = await client.users.getUserTariff({});
      return streamLimits.find(({ streams }) => streams.some((each) => each.endsWith('/PositionsStream')));
    };
    await eventually(async () => (await limitOf())?.open === 0, { what: 'the other streams have ended' });
    const streams = [positionsStream(false), positionsStream(false)];
    for (const stream of streams) await stream.until((messages) => messages.length > 0);
    await expect(positionsStream(false).until(() => false)).rejects.toMatchObject({
      cause: expect.objectContaining({ details: '80001' }),
    });
    expect(await limitOf()).toEqual({
      limit: 2,
      streams: ['tinkoff.public.invest.api.contract.v1.OperationsStreamService/PositionsStream'],
      open: 2,
    });
  });
});

describe('an account set by hand', () => {
  test('has a future at its last price when nothing else is said: nobody gains from nowhere', async () => {
    const { body } = await client.control('PUT', '/account', {
      money: '1000000',
      positions: { [future.ticker]: 2 },
    });
    const { totalAmountPortfolio } = await client.operations.getPortfolio({
      accountId: ACCOUNT,
      currency: Currency.RUB,
    });
    expect(nano(totalAmountPortfolio)).toBe(1_000_000n * NANO);
    expect(body.money).toBe('1000000');
  });

  test('is the one that is named in the body too', async () => {
    const { accountId } = await client.with(SandboxServiceDefinition).openSandboxAccount({ name: undefined });
    await client.control('PUT', '/account', { accountId, money: '5' });
    expect((await client.control('GET', `/account?accountId=${accountId}`)).body.money).toBe('5');
    expect((await client.control('GET', '/account')).body.money).toBe('10000000');
  });
});

describe('at an exchange whose clock stands still', () => {
  const clock = new TestClock('2026-11-25T10:00:00Z');
  const folder = newDataDir();
  let still: PaperExchange;
  let reader: PaperClient;

  beforeAll(async () => {
    still = await start(folder.dataDir, { clock });
    reader = connect(still);
  });
  afterAll(async () => {
    reader.close();
    await still.close();
    folder.remove();
  });

  /** An asynchronous order to a new account: it is on its way until the clock moves. */
  const underWay = async () => {
    const sandbox = reader.with(SandboxServiceDefinition);
    const { accountId } = await sandbox.openSandboxAccount({ name: undefined });
    await reader.control('PUT', `/account?accountId=${accountId}`, { money: '100000' });
    await reader.control('PUT', '/book/SBER', { bids: [['300', 900]], asks: [['300.5', 900]] });
    const key = uuidv4();
    const order = limitOrder(await reader.uid('SBER'), { lots: 1, price: '299', key });
    await reader.orders.postOrderAsync({ ...order, accountId });
    const kinds = async () =>
      (await reader.ledger()).filter(({ requestId }) => requestId === key).map(({ kind }) => kind);
    return { close: () => sandbox.closeSandboxAccount({ accountId }), kinds };
  };

  test('an order on its way to an account that was closed meanwhile is rejected', async () => {
    const { close, kinds } = await underWay();
    await close();
    expect(await kinds()).toEqual(['received']);
    clock.moveTo('2026-11-25T10:00:01Z');
    expect(await kinds()).toEqual(['received', 'rejected']);
  });

  test('an order that arrived before its account was closed is cancelled', async () => {
    const { close, kinds } = await underWay();
    clock.moveTo('2026-11-25T10:00:02Z');
    expect(await kinds()).toEqual(['received', 'accepted']);
    await close();
    expect(await kinds()).toEqual(['received', 'accepted', 'cancelled']);
  });
});

test('a sandbox account has no stop orders: not to place, not to list, not to cancel', async () => {
  const { accountId } = await client.with(SandboxServiceDefinition).openSandboxAccount({ name: undefined });
  const stops = client.with(StopOrdersServiceDefinition);
  const list = { accountId, status: 0, from: undefined, to: undefined };
  await expect(stops.getStopOrders(list)).rejects.toThrow('12001');
  await expect(stops.cancelStopOrder({ accountId, stopOrderId: '1' })).rejects.toThrow('12001');
});

test('what may be ordered at most is never more than an order may be worth', async () => {
  await client.control('PUT', '/account', { money: '1000000000', positions: [] });
  const { buyLimits } = await client.orders.getMaxLots({
    accountId: ACCOUNT,
    instrumentId: sber,
    price: undefined,
  });
  const most = buyLimits?.buyMaxLots ?? 0;
  expect(most).toBeGreaterThan(9_000);
  await expect(
    client.orders.postOrder(limitOrder(sber, { lots: most + 100, price: '300.5' })),
  ).rejects.toThrow('90003');
});
