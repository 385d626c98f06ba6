/** Orders by unary calls, and what the hub of own orders makes of the stream and the answers. */
import { expect } from '@jest/globals';
import { NotFoundError } from '../../../broker/index.js';
import { Decimal } from '../../../domain/decimal.js';
import { isFinal } from '../../../domain/order.js';
import { eventually } from '../../support/eventually.js';
import type { Cases } from './every-method.js';
import { bought, fixed } from './scene.js';

export const orderCases = {
  async accountId({ broker, order }) {
    const { brokerOrderId } = await broker.orders.post(order());
    await eventually(
      () =>
        broker.ownOrders
          .working(order().instrument.uid)
          .some((each) => each.brokerOrderId === brokerOrderId && each.accountId === broker.accountId),
      { what: 'the order under our account' },
    );
  },

  async 'orders.post'({ broker, paper, order, quoted, instrument }) {
    const since = (await paper.control.ledger()).at(-1)?.seq ?? 0;
    const sent = order();
    const answer = await broker.orders.post(sent);
    expect(answer).toMatchObject({
      clientOrderId: sent.clientOrderId,
      instrumentUid: instrument.uid,
      status: 'new',
      lotsExecuted: 0,
    });
    expect(fixed(answer.price)).toBe(quoted.bid[1]);
    const accepted = (await paper.control.ledger(since)).filter(({ kind }) => kind === 'accepted');
    // The exchange's own words are in what it quotes in.
    expect(accepted).toMatchObject([
      {
        requestId: sent.clientOrderId,
        ticker: instrument.ticker,
        direction: 'buy',
        lots: 3,
        price: quoted.bid[0],
      },
    ]);
  },

  async 'orders.cancel'({ broker, order }) {
    for (const by of ['brokerOrderId', 'clientOrderId'] as const) {
      const answer = await broker.orders.post(order());
      const id = answer[by] ?? '';
      const reference = by === 'brokerOrderId' ? { brokerOrderId: id } : { clientOrderId: id };
      await broker.orders.cancel(reference);
      expect((await broker.orders.state(reference)).status).toBe('cancelled');
      await expect(broker.orders.cancel(reference)).rejects.toBeInstanceOf(NotFoundError);
    }
  },

  async 'orders.cancelsPerMinute'({ broker }) {
    // As the exchange tells it in its tariff.
    expect(broker.orders.cancelsPerMinute()).toBe(100);
  },

  async 'orders.state'({ broker, order, quoted }) {
    const { brokerOrderId, clientOrderId = '' } = await broker.orders.post(order());
    const byId = await broker.orders.state({ brokerOrderId });
    expect(byId).toMatchObject({
      brokerOrderId,
      clientOrderId,
      status: 'new',
      lotsRequested: 3,
      lotsExecuted: 0,
    });
    expect(fixed(byId.price)).toBe(quoted.bid[1]);
    expect([byId.averagePrice, byId.executedValue]).toEqual([undefined, undefined]);
    expect(await broker.orders.state({ clientOrderId })).toEqual(byId);
  },

  async 'orders.cost'(scene) {
    const { broker, instrument, quoted } = scene;
    const price = new Decimal(quoted.asks[1][1]);
    const [buying, selling] = await Promise.all(
      (['buy', 'sell'] as const).map((direction) =>
        broker.orders.cost({ instrument, direction, lots: 300, price }),
      ),
    );
    const value = price.mul(300 * quoted.lot);
    // Rounded to the kopeck over the whole order.
    for (const cost of [buying, selling]) {
      expect(fixed(cost?.commission)).toBe(fixed(value.mul('0.0005').toDecimalPlaces(2)));
      expect(cost?.commissionRate?.sub('0.0005').abs().lt('0.00002')).toBe(true);
    }
    if (quoted.kind === 'future') {
      const { toBuy, toSell } = await broker.instruments.futuresMargin(instrument.uid);
      expect(fixed(buying?.initialMargin)).toBe(fixed(toBuy?.mul(300 * quoted.lot)));
      expect(fixed(selling?.initialMargin)).toBe(fixed(toSell?.mul(300 * quoted.lot)));
      expect(fixed(buying?.total)).toBe(fixed(buying?.initialMargin?.add(buying.commission)));
    } else {
      const worth = value.add(instrument.bond?.accruedInterest.mul(300 * quoted.lot) ?? 0);
      expect(fixed(buying?.total)).toBe(fixed(worth.add(buying?.commission ?? 0)));
      expect(fixed(selling?.total)).toBe(fixed(worth.sub(selling?.commission ?? 0)));
    }
    // What it says is what is charged.
    const three = await broker.orders.cost({ instrument, direction: 'buy', lots: 3, price });
    const { clientOrderId } = await bought(scene);
    const { commission, executedValue } = await broker.orders.state({ clientOrderId });
    expect(fixed(commission)).toBe(quoted.commission);
    expect(
      three.commission
        .sub(commission ?? 0)
        .abs()
        .lte(
          price
            .mul(3 * quoted.lot)
            .sub(executedValue ?? 0)
            .mul('0.0005')
            .add('0.01'),
        ),
    ).toBe(true);
    const offGrid = { instrument, direction: 'buy', lots: 1, price: price.add('0.001') } as const;
    await expect(broker.orders.cost(offGrid)).rejects.toMatchObject({
      code: quoted.kind === 'share' || quoted.kind === 'etf' ? 'refused' : 'price-step',
    });
  },

  async 'orders.today'({ broker, order, taking }) {
    const [working, filled, cancelled] = [order(), taking(), order()];
    for (const each of [working, filled, cancelled]) await broker.orders.post(each);
    await broker.orders.cancel(cancelled);
    const listed = await broker.orders.today();
    const statusOf = ({ clientOrderId }: { clientOrderId: string }) =>
      listed.find((each) => each.clientOrderId === clientOrderId)?.status;
    expect([working, filled, cancelled].map(statusOf)).toEqual(['new', 'filled', 'cancelled']);
  },

  async 'ownOrders.onChange'({ broker, taking }) {
    const told: number[] = [];
    const sent = taking();
    const end = broker.ownOrders.onChange(({ clientOrderId, lotsExecuted }) => {
      if (clientOrderId === sent.clientOrderId) told.push(lotsExecuted);
    });
    await broker.orders.post(sent);
    await eventually(() => told.at(-1) === 3, { what: 'every fill' });
    end();
    expect(told).toEqual([...told].sort((one, other) => one - other));
  },

  async 'ownOrders.working'({ broker, instrument, order }) {
    const sent = order();
    await broker.orders.post(sent);
    const keys = () => broker.ownOrders.working(instrument.uid).map(({ clientOrderId }) => clientOrderId);
    await eventually(() => keys().includes(sent.clientOrderId), { what: 'the working order' });
    await broker.orders.cancel(sent);
    await eventually(() => !keys().includes(sent.clientOrderId), { what: 'its end' });
  },

  async 'ownOrders.justEnded'(scene) {
    const { broker, instrument } = scene;
    const { clientOrderId } = await bought(scene);
    const ended = await eventually(
      () =>
        broker.ownOrders.justEnded(instrument.uid).find(({ order }) => order.clientOrderId === clientOrderId),
      { what: 'the end', everyMs: 5 },
    );
    expect(isFinal(ended.order.status)).toBe(true);
    expect(ended.endedAtMs).toBeLessThanOrEqual(performance.now());
  },

  async 'ownOrders.byClientOrderId'({ broker, order, quoted }) {
    const sent = order();
    const { brokerOrderId } = await broker.orders.post(sent);
    const known = await eventually(
      () => {
        const found = broker.ownOrders.byClientOrderId(sent.clientOrderId);
        return found?.brokerOrderId === brokerOrderId ? found : undefined;
      },
      { what: "the exchange's id" },
    );
    expect(fixed(known.price)).toBe(quoted.bid[1]);
  },

  async 'ownOrders.merge'({ broker, order }) {
    const answer = await broker.orders.post(order());
    broker.ownOrders.merge(answer);
    expect(broker.ownOrders.byClientOrderId(answer.clientOrderId ?? '')?.brokerOrderId).toBe(
      answer.brokerOrderId,
    );
  },

  async 'ownOrders.refresh'({ paper, order }) {
    const other = await paper.connect();
    const sent = order();
    await paper.broker.orders.post(sent);
    // Never started: all it knows is what it reads.
    await other.ownOrders.refresh();
    expect(other.ownOrders.byClientOrderId(sent.clientOrderId)).toMatchObject({ status: 'new' });
    await other.close();
  },
} satisfies Cases;
