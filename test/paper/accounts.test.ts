import { describe, expect, test } from '@jest/globals';
import {
  PortfolioRequest_CurrencyRequest as Currency,
  type PortfolioStreamResponse,
  type PositionsStreamResponse,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import { SandboxServiceDefinition } from 'tinkoff-invest-api/dist/generated/sandbox.js';
import { NANO, parseNano } from '../../paper/money.js';
import { eventually } from '../support/eventually.js';
import { accountsGround } from './accounts-ground.js';
import { ACCOUNT, limitOrder, nano } from './paper-client.js';
import { collect } from './stream-reader.js';

const ground = accountsGround();
const account = { accountId: ACCOUNT };

describe('positions and portfolio', () => {
  test('every kind stands where the contract has it', async () => {
    await ground.client.control('PUT', '/account', {
      positions: [{ ticker: 'USD000UTSTOM', amount: 1_000, averagePrice: '75' }],
    });
    await ground.order(ground.sber, 2, '300.5');
    await ground.order(ground.bond.uid, 3, '96');
    await ground.order(ground.future.uid, 2, '112100');
    const positions = await ground.client.operations.getPositions(account);
    expect(positions.securities.map(({ instrumentType, balance }) => [instrumentType, balance])).toEqual(
      expect.arrayContaining([
        ['share', 20],
        ['bond', 3],
      ]),
    );
    expect(positions.securities).toHaveLength(2);
    expect(positions.futures).toMatchObject([{ instrumentUid: ground.future.uid, balance: 2, blocked: 0 }]);
    expect(positions.money.map(({ currency, units }) => [currency, currency === 'usd' && units])).toEqual([
      ['rub', false],
      ['usd', 1_000],
    ]);
    // Everything has left the money but the futures, which hold back their guarantee.
    const limits = await ground.client.operations.getWithdrawLimits(account);
    expect(nano(limits.blockedGuarantee[0])).toBe(2n * ground.future.buyMargin);
    const view = (await ground.client.control('GET', '/account')).body;
    expect(nano(positions.money[0])).toBe(parseNano(String(view.freeMoney)));
  });

  test('the portfolio is money, securities with accrued interest, and what futures have gained', async () => {
    await ground.order(ground.bond.uid, 3, '96');
    await ground.order(ground.future.uid, 2, '112100');
    await ground.client.control('PUT', `/book/${ground.future.ticker}`, {
      bids: [['112400', 900]],
      asks: [['112500', 900]],
    });
    await ground.client.control('POST', `/trade/${ground.future.ticker}`, { side: 'buy', lots: 1 });
    const portfolio = await ground.client.operations.getPortfolio(account);
    const gain = 2n * 400n * ground.future.point;
    const bonds = 3n * ((ground.bond.nominal * 96n) / 100n + ground.bond.aci);
    expect(nano(portfolio.totalAmountBonds)).toBe(bonds);
    expect(nano(portfolio.totalAmountFutures)).toBe(2n * 112_500n * ground.future.point);
    expect(nano(portfolio.totalAmountPortfolio)).toBe(nano(portfolio.totalAmountCurrencies) + bonds + gain);
    const held = portfolio.positions.find(({ instrumentUid }) => instrumentUid === ground.future.uid);
    expect(held).toMatchObject({ instrumentType: 'futures', quantity: { units: 2 } });
    expect(nano(held?.varMargin)).toBe(gain);
    expect(nano(held?.averagePositionPricePt)).toBe(112_100n * NANO);
    expect(nano(held?.averagePositionPrice)).toBe(112_100n * ground.future.point);
    const owned = portfolio.positions.find(({ instrumentUid }) => instrumentUid === ground.bond.uid);
    expect(nano(owned?.currentNkd)).toBe(ground.bond.aci);
  });

  test('it is told in roubles, and in nothing else', async () => {
    const { RUB, USD } = Currency;
    expect((await ground.client.operations.getPortfolio({ ...account, currency: RUB })).accountId).toBe(
      ACCOUNT,
    );
    await expect(ground.client.operations.getPortfolio({ ...account, currency: USD })).rejects.toThrow(
      '12001',
    );
  });

  test('margin figures follow the positions and the orders that work', async () => {
    const before = await ground.client.users.getMarginAttributes(account);
    expect([before.startingMargin, before.fundsSufficiencyLevel].map(nano)).toEqual([0n, 0n]);
    await ground.order(ground.sber, 2, '300.5');
    const working = await ground.order(ground.sber, 2, '299');
    const after = await ground.client.users.getMarginAttributes(account);
    const starting = nano(after.startingMargin);
    expect(starting > 0n).toBe(true);
    expect(nano(after.minimalMargin)).toBe(starting / 2n);
    expect(nano(after.correctedMargin)).toBe(2n * starting);
    expect(nano(after.amountOfMissingFunds)).toBe(starting - nano(after.liquidPortfolio));
    expect(nano(after.fundsSufficiencyLevel)).toBe((nano(after.liquidPortfolio) * NANO) / starting);
    await ground.client.orders.cancelOrder({ ...account, orderId: working.orderId });
  });
});

describe('streams', () => {
  const positionsStream = (withInitialPositions: boolean) => {
    const stream = collect<PositionsStreamResponse>((signal) =>
      ground.client.operationsStream.positionsStream(
        { accounts: [ACCOUNT], withInitialPositions },
        { signal },
      ),
    );
    ground.open.push(stream);
    return stream;
  };

  test('positions: first what there is, then what orders, trades and money change', async () => {
    await ground.order(ground.sber, 1, '300.5');
    const stream = positionsStream(true);
    await stream.until((messages) => messages.some(({ initialPositions }) => initialPositions));
    expect(stream.messages[0]?.subscriptions?.accounts).toMatchObject([{ accountId: ACCOUNT }]);
    expect(stream.messages[1]?.initialPositions?.securities).toMatchObject([{ balance: 10 }]);
    await ground.order(ground.sber, 1, '305', true);
    await stream.until((messages) => messages.some(({ position }) => position?.securities[0]?.blocked));
    expect(stream.messages.at(-1)?.position?.securities).toMatchObject([{ balance: 0, blocked: 10 }]);
    await ground.client.control('PUT', '/account', { money: '5000' });
    await stream.until((messages) => messages.at(-1)?.position?.money[0]?.availableValue?.units === 5_000);
    const { orders } = await ground.client.orders.getOrders(account);
    for (const { orderId } of orders) await ground.client.orders.cancelOrder({ ...account, orderId });
  });

  test('the portfolio comes at once and after each change', async () => {
    const stream = collect<PortfolioStreamResponse>((signal) =>
      ground.client.operationsStream.portfolioStream({ accounts: [] }, { signal }),
    );
    ground.open.push(stream);
    const portfolios = () => stream.messages.flatMap(({ portfolio }) => portfolio ?? []);
    await stream.until(() => portfolios().length === 1);
    await ground.order(ground.sber, 1, '300.5');
    await stream.until(() => nano(portfolios().at(-1)?.totalAmountShares) === 3_005n * NANO);
    expect(await ground.client.operations.getPortfolio(account)).toEqual(portfolios().at(-1));
  });

  test('two of a kind at most', async () => {
    const limitOf = async () => {
      const { streamLimits } = await ground.client.users.getUserTariff({});
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
    const { body } = await ground.client.control('PUT', '/account', {
      money: '1000000',
      positions: { [ground.future.ticker]: 2 },
    });
    const { totalAmountPortfolio } = await ground.client.operations.getPortfolio({
      accountId: ACCOUNT,
      currency: Currency.RUB,
    });
    expect(nano(totalAmountPortfolio)).toBe(1_000_000n * NANO);
    expect(body.money).toBe('1000000');
  });

  test('is the one that is named in the body too', async () => {
    const { accountId } = await ground.client
      .with(SandboxServiceDefinition)
      .openSandboxAccount({ name: undefined });
    await ground.client.control('PUT', '/account', { accountId, money: '5' });
    expect((await ground.client.control('GET', `/account?accountId=${accountId}`)).body.money).toBe('5');
    expect((await ground.client.control('GET', '/account')).body.money).toBe('10000000');
  });
});

test('what may be ordered at most is never more than an order may be worth', async () => {
  await ground.client.control('PUT', '/account', { money: '1000000000', positions: [] });
  const { buyLimits } = await ground.client.orders.getMaxLots({
    accountId: ACCOUNT,
    instrumentId: ground.sber,
    price: undefined,
  });
  const most = buyLimits?.buyMaxLots ?? 0;
  expect(most).toBeGreaterThan(9_000);
  await expect(
    ground.client.orders.postOrder(limitOrder(ground.sber, { lots: most + 100, price: '300.5' })),
  ).rejects.toThrow('90003');
});
