/** A task and entries of a ledger about it, for what is planted in one. */
import { clientOrderIdOf } from '../../database/index.js';
import type { JudgedTask } from './ledger-judge.js';
import type { LedgerEvent } from './paper-control.js';

export type Entry = Partial<LedgerEvent> & { kind: string };

export const TASK: JudgedTask = {
  key: '11111111-1111-4111-8111-111111111111',
  id: 'sellbuy/1',
  ticker: 'SBER',
  direction: 'buy',
  lot: 10,
  targetLots: 5,
  limitPrice: '300',
};
export const keyOf = (number: number) => clientOrderIdOf({ taskKey: TASK.key, leg: 'near', number });

export const order = (number: number, event: Entry) => ({
  requestId: keyOf(number),
  orderId: `order-${number}`,
  ticker: 'SBER',
  direction: 'buy' as const,
  price: '299.9',
  ...event,
});
