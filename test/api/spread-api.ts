/** Spreads of SBER over the API, real parts without a worker: what is started stays as its row. */
import { expect } from '@jest/globals';
import type { TaskRow } from '../../database/index.js';
import { startTestApi, type TestApi } from './test-api.js';

export interface SpreadApi extends TestApi {
  /** Futures on SBER, neither of which ends soon. */
  readonly near: string;
  readonly far: string;
  /** Nothing runs, the queue is empty, everything trades, and there are 10,000 SBER. */
  reset(): Promise<void>;
  /** A spread by which nothing becomes short: the far leg is bought, the near one held. */
  bought(): { farTicker: string; nearTicker: string; sell: boolean; amount: number; price: string };
  sold(): ReturnType<SpreadApi['bought']>;
  add(row: object): Promise<number>;
  /** Oldest first. */
  unfinished(): Promise<TaskRow[]>;
}

export async function startSpreadApi(): Promise<SpreadApi> {
  const api = await startTestApi();
  const { exchange, broker, db } = api.system;
  const { positionUid } = await api.system.instrument('SBER');
  const aheadMs = Date.now() + 14 * 86_400_000;
  const [near = '', far = ''] = (await broker.instruments.ofAsset(positionUid))
    .filter(({ future }) => future && !future.perpetual && future.lastTradeAt.getTime() > aheadMs)
    .map(({ ticker }) => ticker);
  const bought = () => ({ farTicker: far, nearTicker: 'SBER', sell: false, amount: 5, price: '480' });
  return {
    ...api,
    near,
    far,
    bought,
    sold: () => ({ ...bought(), sell: true, price: '500' }),
    async reset() {
      await api.finishAll();
      await db.deleteFrom('spread_queue').execute();
      await exchange.account({ money: '10000000', positions: { SBER: 10_000 } });
      for (const ticker of ['SBER', near, far]) await exchange.status(ticker, 'NORMAL_TRADING');
      await exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] });
      await exchange.book(near, { bids: [['30100', 50]], asks: [['30110', 50]] });
      await exchange.book(far, { bids: [['30500', 50]], asks: [['30510', 50]] });
    },
    unfinished: async () => (await api.system.tasks.list({ unfinished: true })).reverse(),
    async add(row) {
      const { status, body } = await api.ask('POST', '/spreads', { body: row });
      expect({ status, body }).toMatchObject({ status: 201 });
      return body.id;
    },
  };
}
