/** Prices, books, statuses, positions and margins, in roubles whatever the exchange quotes in. */
import { expect } from '@jest/globals';
import { NotFoundError } from '../../../broker/index.js';
import { Decimal } from '../../../domain/decimal.js';
import { eventually } from '../../support/eventually.js';
import type { Cases } from './every-method.js';
import { bought, fixed, MONEY, type Scene } from './scene.js';

const heldOf = async ({ broker, instrument }: Scene) =>
  (await broker.account.positions()).securities.find(({ instrumentUid }) => instrumentUid === instrument.uid);
const watched = async ({ broker, instrument }: Scene) => {
  let changes = 0;
  const end = broker.market.watch(instrument, () => {
    changes += 1;
  });
  await eventually(() => broker.market.book(instrument.uid) && broker.market.status(instrument.uid), {
    what: 'book and status',
  });
  return { end, changes: () => changes };
};

export const marketCases = {
  async 'instruments.byTicker'({ broker, instrument, quoted }) {
    expect(instrument).toMatchObject({
      kind: quoted.kind,
      lot: quoted.lot,
      currency: 'RUB',
      apiTradable: true,
    });
    expect(fixed(instrument.priceStep)).toBe(quoted.step);
    expect(instrument.exchange).toMatch(quoted.kind === 'future' ? /^FORTS/ : /^MOEX/);
    if (instrument.future)
      expect(instrument.future).toMatchObject({
        deliverable: quoted.ticker === 'SR',
        perpetual: quoted.ticker === 'SBERF',
      });
    expect((await broker.instruments.byTicker(` ${instrument.ticker.toLowerCase()} `))?.uid).toBe(
      instrument.uid,
    );
    expect(await broker.instruments.byTicker('NOSUCH')).toBeUndefined();
    const { ticker, classCode, uid } = instrument;
    expect((await broker.instruments.byTicker(`${ticker}@${classCode}`))?.uid).toBe(uid);
    expect(await broker.instruments.byTicker(`${ticker}@NOWHERE`)).toBeUndefined();
  },

  // The paper exchange has each ticker once: several boards have tests of their own.
  async 'instruments.choices'({ broker, instrument }) {
    expect(await broker.instruments.choices(instrument.ticker)).toEqual([]);
  },

  async 'instruments.byUid'({ broker, instrument }) {
    expect((await broker.instruments.byUid(instrument.uid))?.ticker).toBe(instrument.ticker);
    expect(await broker.instruments.byUid('nosuch')).toBeUndefined();
  },

  async 'instruments.known'({ broker, instrument }) {
    expect(broker.instruments.known(instrument.uid)?.ticker).toBe(instrument.ticker);
    expect(broker.instruments.known('nosuch')).toBeUndefined();
  },

  async 'instruments.readAgain'({ broker, instrument }) {
    const before = await broker.instruments.byUid(instrument.uid);
    broker.instruments.readAgain();
    const after = await broker.instruments.byUid(instrument.uid);
    expect(after).not.toBe(before);
    expect(after?.ticker).toBe(instrument.ticker);
  },

  async 'instruments.statuses'({ broker, instrument, paper }) {
    await paper.control.status(instrument.ticker, 'BREAK_IN_TRADING');
    const statuses = await broker.instruments.statuses([instrument.uid]);
    expect([...statuses]).toEqual([[instrument.uid, { status: 'BREAK_IN_TRADING', tradable: false }]]);
    expect(await broker.instruments.statuses([])).toEqual(new Map());
  },

  async 'instruments.all'({ broker, instrument }) {
    const all = await broker.instruments.all();
    expect(all.find(({ uid }) => uid === instrument.uid)?.ticker).toBe(instrument.ticker);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['share', 'bond', 'etf', 'future']));
    const futures = await broker.instruments.all(['future']);
    expect(new Set(futures.map(({ kind }) => kind))).toEqual(new Set(['future']));
  },

  async 'instruments.ofAsset'({ broker, instrument, paper }) {
    const family = await broker.instruments.ofAsset(paper.sber.positionUid);
    expect(family[0]?.ticker).toBe('SBER');
    const ends = family.slice(1).map(({ future }) => future?.expiresAt.getTime() ?? Number.NaN);
    expect(ends.length).toBeGreaterThan(2);
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
    const isOne = family.some(({ uid }) => uid === instrument.uid);
    const asset = instrument.future?.basicAssetPositionUid ?? instrument.positionUid;
    expect(isOne).toBe(asset === paper.sber.positionUid);
    expect(await broker.instruments.ofAsset('nosuch')).toEqual([]);
  },

  async 'instruments.lastPrices'({ broker, instrument, paper, quoted }) {
    await paper.control.trade(instrument.ticker, { side: 'buy', lots: 1, price: quoted.asks[0][0] });
    const prices = await broker.instruments.lastPrices([instrument.uid, paper.sber.uid, 'nosuch']);
    expect(fixed(prices.get(instrument.uid))).toBe(quoted.asks[0][1]);
    expect([...prices.keys()].sort()).toEqual([...new Set([instrument.uid, paper.sber.uid])].sort());
  },

  async 'instruments.book'({ broker, instrument, quoted }) {
    const { bids, asks, limitUp, limitDown } = await broker.instruments.book(instrument.uid);
    expect(bids.map(({ price, lots }) => [fixed(price), lots])).toEqual([[quoted.bid[1], 50]]);
    expect(asks.map(({ price, lots }) => [fixed(price), lots])).toEqual([
      [quoted.asks[0][1], 1],
      [quoted.asks[1][1], 50],
    ]);
    // A fifth up and down from a close that is within a tenth of this book.
    const bid = new Decimal(quoted.bid[1]);
    expect(limitUp?.gt(bid.mul('1.05')) && limitUp.lt(bid.mul('1.35'))).toBe(true);
    expect(limitDown?.lt(bid.mul('0.95')) && limitDown.gt(bid.mul('0.65'))).toBe(true);
    await expect(broker.instruments.book('nosuch')).rejects.toBeInstanceOf(NotFoundError);
  },

  async 'instruments.status'({ broker, instrument, paper }) {
    expect(await broker.instruments.status(instrument.uid)).toEqual({
      status: 'NORMAL_TRADING',
      tradable: true,
    });
    await paper.control.status(instrument.ticker, 'BREAK_IN_TRADING');
    expect(await broker.instruments.status(instrument.uid)).toEqual({
      status: 'BREAK_IN_TRADING',
      tradable: false,
    });
  },

  async 'instruments.futuresMargin'(scene) {
    const { broker, instrument, quoted } = scene;
    if (quoted.kind !== 'future') {
      await expect(broker.instruments.futuresMargin(instrument.uid)).rejects.toMatchObject({
        brokerCode: '30041',
      });
      return;
    }
    const { toBuy, toSell } = await broker.instruments.futuresMargin(instrument.uid);
    expect(toBuy && toSell?.gt(toBuy)).toBe(true);
    await bought(scene);
    // What three lots lock, and the commission, is what is missing from the free money now.
    const { money } = await broker.account.positions();
    expect(fixed(new Decimal(MONEY).sub(money).sub(quoted.commission))).toBe(
      fixed(toBuy?.mul(3 * quoted.lot)),
    );
    expect(fixed(instrument.priceStep)).toBe(quoted.step);
  },

  async 'instruments.sessions'({ broker, instrument }) {
    const sessions = (await broker.instruments.sessions(instrument)) ?? [];
    // Always open: one stretch, of which this moment is a part, for a week.
    expect(sessions).toHaveLength(1);
    const [{ from, to } = { from: new Date(0), to: new Date(0) }] = sessions;
    expect(from.getTime()).toBeLessThanOrEqual(Date.now());
    // The last of the days that are told is that of UTC: after Moscow's midnight it is one day nearer.
    expect(to.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    expect(await broker.instruments.sessions({ ...instrument, exchange: 'NYSE' })).toBeUndefined();
  },

  async 'instruments.openings'({ broker, instrument }) {
    const openings = await broker.instruments.openings();
    const own = openings.filter(({ exchange }) => exchange === instrument.exchange);
    // Always open: each day begins at Moscow's midnight.
    expect(own.length).toBeGreaterThan(6);
    for (const { opensAt } of own) expect(opensAt.toISOString()).toMatch(/T21:00:00\.000Z$/);
  },

  async 'instruments.listing'({ broker, instrument, quoted }) {
    const listed = await broker.instruments.listing();
    expect(new Set(listed.map(({ kind }) => kind))).toEqual(
      new Set(['share', 'bond', 'future', 'etf', 'currency']),
    );
    const { uid, ticker, lot, currency, positionUid, future } = instrument;
    expect(listed.find((each) => each.uid === uid)).toMatchObject({
      ...{ ticker, lot, currency, positionUid, kind: quoted.kind, priceStep: quoted.step },
      nominal: fixed(instrument.bond?.nominal) ?? null,
      future: future
        ? {
            basicAsset: future.basicAsset,
            basicAssetSize: fixed(future.basicAssetSize),
            lastTradeAt: future.lastTradeAt.toISOString(),
            marginToBuy: fixed(future.margin.toBuy),
          }
        : null,
    });
    // Whoever looks for what nobody may trade finds it too, and as it is.
    expect(listed.some(({ apiTradable }) => !apiTradable)).toBe(true);
  },

  async 'instruments.dividends'({ broker, instrument, quoted }) {
    const [from, to] = [new Date('2026-01-01T00:00:00Z'), new Date('2027-12-31T00:00:00Z')];
    const read = broker.instruments.dividends(instrument.uid, from, to);
    if (quoted.kind === 'bond' || quoted.kind === 'future') {
      await expect(read).rejects.toMatchObject({ code: 'refused' });
      return;
    }
    const dividends = await read;
    expect(dividends).toHaveLength(quoted.kind === 'share' ? 2 : 0);
    for (const each of dividends) {
      expect(each).toMatchObject({ instrumentUid: instrument.uid, currency: 'RUB' });
      expect(each.amount).toMatch(/^\d+(\.\d+)?$/);
      expect(each.recordDate.getTime() % 86_400_000).toBe(0);
      expect(each.lastBuyDate < each.recordDate && each.recordDate < (each.paymentDate ?? from)).toBe(true);
    }
  },

  async 'account.maxLots'(scene) {
    const { broker, instrument, order, quoted } = scene;
    const price = new Decimal(quoted.bid[1]);
    const { buy, sell, buyMargin = 0, sellMargin = 0 } = await broker.account.maxLots({ instrument, price });
    expect(sell).toBe(0);
    expect(buyMargin).toBeGreaterThanOrEqual(buy);
    expect(sellMargin > 0).toBe(instrument.shortEnabled);
    // What is said is what can be placed: one lot more is refused, for money or for the value of one order.
    const most = order({ price, lots: buy });
    await broker.orders.post(most);
    await broker.orders.cancel(most);
    await expect(broker.orders.post(order({ price, lots: buy + 1 }))).rejects.toMatchObject({
      code: 'refused',
    });
    await bought(scene);
    // Without a price: at the last one.
    expect(await broker.account.maxLots({ instrument })).toMatchObject({ sell: 3 });
  },

  async 'account.margin'(scene) {
    const { broker, paper, instrument, quoted } = scene;
    expect(await broker.account.margin()).toMatchObject({
      liquidPortfolio: new Decimal(MONEY),
      startingMargin: new Decimal(0),
      missingFunds: new Decimal(`-${MONEY}`),
    });
    await bought(scene);
    const { startingMargin, minimalMargin, missingFunds, liquidPortfolio } =
      (await broker.account.margin()) ?? {};
    expect(fixed(startingMargin?.sub(liquidPortfolio ?? 0))).toBe(fixed(missingFunds));
    expect(minimalMargin && startingMargin?.gt(minimalMargin)).toBe(true);
    if (quoted.kind !== 'future') return;
    const { toBuy } = await broker.instruments.futuresMargin(instrument.uid);
    expect(fixed(startingMargin)).toBe(fixed(toBuy?.mul(3 * quoted.lot)));
    await paper.control.account({ positions: [] });
  },

  async 'operations.between'(scene) {
    const { broker, instrument, quoted } = scene;
    const from = new Date(Date.now() - 60_000);
    const before = new Set((await broker.operations.between({ from })).map(({ id }) => id));
    await bought(scene);
    const told = (await broker.operations.between({ from })).filter(({ id }) => !before.has(id));
    const trade = told.find(({ kind }) => kind === 'buy');
    const fee = told.find(({ kind }) => kind === 'commission');
    expect(trade).toMatchObject({ instrumentUid: instrument.uid, currency: 'rub', parentId: undefined });
    expect(trade?.executions.map(({ amount, price }) => [amount, fixed(price)])).toEqual([
      [quoted.lot, quoted.asks[0][1]],
      [2 * quoted.lot, quoted.asks[1][1]],
    ]);
    const interest = instrument.bond?.accruedInterest.mul(3 * quoted.lot) ?? 0;
    expect(fixed(trade?.accruedInterest)).toBe(fixed(new Decimal(interest)));
    expect(fee).toMatchObject({ parentId: trade?.id, payment: new Decimal(quoted.commission).neg() });
    expect(await broker.operations.between({ from, to: from })).toEqual([]);
  },

  async 'operations.backwards'(scene) {
    const { broker, instrument } = scene;
    const from = new Date(Date.now() - 60_000);
    await bought(scene);
    const to = new Date(Date.now() + 60_000);
    const pages = [];
    for await (const page of broker.operations.backwards({ from, to }, instrument.uid)) pages.push(page);
    const told = (await broker.operations.between({ from, to })).filter(
      ({ kind, instrumentUid }) => kind !== 'commission' && instrumentUid === instrument.uid,
    );
    expect(told.length).toBeGreaterThan(0);
    expect(pages.flat()).toEqual(told.reverse());
  },

  async 'account.positions'(scene) {
    const { broker, instrument, quoted, order } = scene;
    expect(await broker.account.positions()).toMatchObject({ loading: false, securities: [] });
    await bought(scene);
    expect(await heldOf(scene)).toEqual({ instrumentUid: instrument.uid, free: 3 * quoted.lot, blocked: 0 });
    const price = new Decimal(quoted.asks[1][1]);
    await broker.orders.post(order({ direction: 'sell', lots: 1, price }));
    expect(await heldOf(scene)).toMatchObject({ free: 2 * quoted.lot, blocked: quoted.lot });
    if (quoted.kind === 'future') return;
    const interest = instrument.bond?.accruedInterest ?? new Decimal(0);
    const paid = interest
      .mul(3 * quoted.lot)
      .add(quoted.value)
      .add(quoted.commission);
    const { money, blockedMoney } = await broker.account.positions();
    expect([fixed(money), fixed(blockedMoney)]).toEqual([fixed(new Decimal(MONEY).sub(paid)), '0']);
  },

  async 'market.watch'(scene) {
    const { broker, instrument, paper } = scene;
    const watch = await watched(scene);
    const before = watch.changes();
    await paper.control.status(instrument.ticker, 'BREAK_IN_TRADING');
    await eventually(() => watch.changes() > before, { what: 'a change that is told' });
    watch.end();
    await eventually(() => broker.market.status(instrument.uid) === undefined, {
      what: 'the end of the watch',
    });
  },

  async 'market.book'(scene) {
    const { broker, instrument, paper, quoted } = scene;
    const { end } = await watched(scene);
    const topOf = () => {
      const { bids, asks } = broker.market.book(instrument.uid) ?? { bids: [], asks: [] };
      return [fixed(bids[0]?.price), bids[0]?.lots, fixed(asks[0]?.price), asks[0]?.lots];
    };
    expect(topOf()).toEqual([quoted.bid[1], 50, quoted.asks[0][1], 1]);
    await paper.control.book(instrument.ticker, {
      bids: [[quoted.bid[0], 7]],
      asks: [[quoted.asks[1][0], 9]],
    });
    await eventually(() => topOf()[1] === 7, { what: 'the next book' });
    expect(topOf()).toEqual([quoted.bid[1], 7, quoted.asks[1][1], 9]);
    end();
  },

  async 'market.glance'({ broker, instrument, quoted }) {
    const glimpse = (await broker.market.glance([instrument], 10_000)).get(instrument.uid);
    expect(glimpse?.status).toEqual({ status: 'NORMAL_TRADING', tradable: true });
    expect(fixed(glimpse?.book()?.bids[0]?.price)).toBe(quoted.bid[1]);
  },

  async 'market.status'(scene) {
    const { broker, instrument, paper } = scene;
    const { end } = await watched(scene);
    expect(broker.market.status(instrument.uid)).toEqual({ status: 'NORMAL_TRADING', tradable: true });
    await paper.control.status(instrument.ticker, 'CLOSING_AUCTION');
    await eventually(() => broker.market.status(instrument.uid)?.tradable === false, { what: 'the auction' });
    expect(broker.market.status(instrument.uid)?.status).toBe('CLOSING_AUCTION');
    end();
  },
} satisfies Cases;
