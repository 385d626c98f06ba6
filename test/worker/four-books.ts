/** Four instruments with a book each, in which tasks buy the same number of lots, and what is to be seen of them. */
import { expect } from '@jest/globals';
import { CLAIM_LEASE_MS, ordersOfTask, type TaskRow } from '../../database/index.js';
import { eventually } from '../support/eventually.js';
import { judgeLeg } from '../support/ledger-judge.js';
import type { System } from '../support/system.js';

export const TICKERS = ['SBER', 'GAZP', 'LKOH', 'ROSN'] as const;
const PRICES = {
  SBER: ['300', '300.2'],
  GAZP: ['150', '150.2'],
  LKOH: ['7000', '7001'],
  ROSN: ['500', '500.5'],
} as const;
export const TARGET = 6;

export const sceneOf = (system: System) => {
  const setBook = (ticker: (typeof TICKERS)[number]) => {
    const [bid, ask] = PRICES[ticker];
    return system.exchange.book(ticker, { bids: [[bid, 10]], asks: [[ask, 10]] });
  };
  const buyLots = async (ticker: string, lots = TARGET) =>
    system.buy(ticker, lots * (await system.instrument(ticker)).lot);
  const judge = async (task: TaskRow) => {
    const orders = await ordersOfTask(system.db, task.key);
    return judgeLeg(
      await system.exchange.ledger(),
      new Set(orders.map(({ clientOrderId }) => clientOrderId)),
    );
  };
  const untilWorking = (task: TaskRow, lots = TARGET) =>
    eventually(async () => (await judge(task)).working === lots, {
      what: `${task.id} works ${lots} lots`,
      timeoutMs: 20_000,
    });
  /** Others sell until the task's order, which stands behind theirs, is filled by so many lots. */
  const sellInto = (ticker: (typeof TICKERS)[number], lots: number) =>
    system.exchange.trade(ticker, { side: 'sell', lots: 10 + lots, price: PRICES[ticker][0] });
  const isProlongedAfter = async ({ key }: TaskRow, moment: Date): Promise<boolean> => {
    const claim = system.db.selectFrom('claims').select('valid_until').where('task_key', '=', key);
    const { valid_until } = await claim.executeTakeFirstOrThrow();
    return valid_until.getTime() - CLAIM_LEASE_MS > moment.getTime();
  };
  const expectExactly = async (task: TaskRow) => {
    const judgement = await judge(task);
    expect(judgement).toMatchObject({ filled: TARGET, working: 0 });
    expect(judgement.most).toBeLessThanOrEqual(TARGET);
  };
  return { setBook, buyLots, judge, untilWorking, sellInto, isProlongedAfter, expectExactly };
};
