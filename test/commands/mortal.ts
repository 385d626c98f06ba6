/** A process that dies at its n-th step (before and after each statement, and each call to the broker), or has both away there. */
import type { KyselyPlugin } from 'kysely';
import type { Broker } from '../../broker/broker.js';
import type { Database } from '../../database/index.js';

export interface Mortal {
  readonly db: Database;
  readonly broker: Broker;
  readonly isDead: () => boolean;
  readonly steps: () => number;
}

/**
 * @param atStep it does nothing any more from this step on; what it sent in an earlier one is carried out
 * @param forSteps so many fail. @default all that follow
 */
export function mortal(
  { db, broker }: { db: Database; broker: Broker },
  atStep: number,
  forSteps = Number.POSITIVE_INFINITY,
): Mortal {
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps >= atStep && steps < atStep + forSteps) throw new Error(`killed at step ${atStep}`);
  };
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      step();
      return node;
    },
    async transformResult({ result }) {
      step();
      return result;
    },
  };
  const watched = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          step();
          const answer = await value.apply(target, args);
          step();
          return answer;
        };
      },
    });
  const { orders, stopOrders, instruments, accountId, mode } = broker;
  return {
    db: db.withPlugin(plugin),
    broker: {
      ...{ accountId, mode, instruments },
      ...{ orders: watched(orders), stopOrders: watched(stopOrders) },
    } as Broker,
    isDead: () => steps >= atStep,
    steps: () => steps,
  };
}
