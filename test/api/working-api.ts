/** The API and a worker as processes, the database, Temporal and the exchange real: what is asked is carried out. */
import { expect } from '@jest/globals';
import type { OrderSnapshot } from '../../domain/order.js';
import { isFinal } from '../../domain/order.js';
import { type ApiAnswer, type ApiProcess, startApiProcess } from '../support/api-process.js';
import { eventually } from '../support/eventually.js';
import { type System, startSystem } from '../support/system.js';

export interface WorkingApi extends ApiProcess {
  readonly system: System;
  /** Nothing runs, the account is as at first, and SBER has 50 lots at each of 299.9, 300, 300.2 and 300.3. */
  reset(): Promise<void>;
  workingOrders(): Promise<readonly OrderSnapshot[]>;
  /** At this price, where one is named: an order that was placed just before a change of the book follows it a little later. */
  untilWorking(count: number, price?: string): Promise<unknown>;
  untilTask(id: string, state: string): Promise<ApiAnswer>;
  /** What the journal has of a task, which ends with this. */
  journalUntil(id: string, last: string): Promise<{ kind: string }[]>;
  /** Others buy and sell so much at our price that everything of ours is executed. */
  executeAll(): Promise<unknown>;
  stop(): Promise<void>;
}

export async function startWorkingApi(): Promise<WorkingApi> {
  const system = await startSystem();
  const [api] = await Promise.all([startApiProcess(system.environment), system.startWorker()]);
  await eventually(async () => (await api.health()).body.status === 'ok', { what: 'everything healthy' });
  const { exchange } = system;

  const workingOrders = async () =>
    (await system.broker.orders.today()).filter((order) => !isFinal(order.status));
  const untilWorking = (count: number, price?: string) =>
    eventually(
      async () => {
        const prices = (await workingOrders()).map((order) => order.price?.toFixed());
        return prices.length === count && (price === undefined || prices.every((each) => each === price));
      },
      { what: `${count} working orders at ${price ?? 'any price'}` },
    );
  return {
    ...api,
    system,
    workingOrders,
    untilWorking,
    async reset() {
      await api.command('stop');
      await untilWorking(0);
      await exchange.account({ money: '10000000', positions: [] });
      await exchange.book('SBER', {
        bids: [
          ['300', 50],
          ['299.9', 50],
        ],
        asks: [
          ['300.2', 50],
          ['300.3', 50],
        ],
      });
    },
    untilTask: (id, state) =>
      eventually(
        async () => {
          const answer = await api.task(id);
          if (answer.body.state !== state) throw new Error(`${id} is ${answer.body.state}: ${answer.text}`);
          return answer;
        },
        { what: `${id} ${state}`, timeoutMs: 15_000 },
      ),
    journalUntil: (id, last) =>
      eventually(
        async () => {
          const { body } = await api.ask('GET', `/journal?task=${encodeURIComponent(id)}&after=0`);
          return body.items.at(-1)?.kind === last ? body.items : undefined;
        },
        { what: `${last} in the journal` },
      ),
    executeAll: () =>
      Promise.all([
        exchange.trade('SBER', { side: 'sell', lots: 90, price: '300' }),
        exchange.trade('SBER', { side: 'buy', lots: 90, price: '300.2' }),
      ]),
    async stop() {
      await api.process.stop();
      await system.stop();
    },
  };
}

/** The ids of what an answer says it started. */
export function started({ status, body }: ApiAnswer): string[] {
  expect({ status, body }).toMatchObject({ status: 202, body: { tasks: expect.any(Array) } });
  return body.tasks.map(({ id }: { id: string }) => id);
}

export function startedOne(answer: ApiAnswer): string {
  const ids = started(answer);
  expect(ids).toHaveLength(1);
  return String(ids[0]);
}
