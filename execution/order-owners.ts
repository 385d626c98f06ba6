import { clientOrderIdOf, type OrderOwner as OwnerInLog, ownersOfOrders } from '../database/index.js';
import type { OwnOrder } from '../domain/follow.js';
import { isHedge } from '../domain/hedge.js';
import { isUuid } from '../domain/uuid.js';
import type { ExecutionDependencies } from './dependencies.js';

export interface OrderOwner {
  readonly placedBy: NonNullable<OwnOrder['placedBy']>;
  /** Readable. */
  readonly taskId?: string;
  /** It may be ours as well: nobody can tell now. */
  readonly isUnread?: true;
}

type LogOwner = Pick<OwnerInLog, 'taskKey' | 'taskId' | 'number' | 'kind' | 'leg'>;

/** So many are remembered. */
const REMEMBERED = 10_000;
/** While the log cannot be read it is tried again after this. */
const RETRY_MS = 500;
/** A log that does not answer for so long is helped out where its answer is known without it. */
const SLOW_MS = 100;
/** What the log does not tell for so long is left alone like what is not ours, until it does. */
const UNKNOWN_MS = 1_000;
/** While the log cannot be read, an order may be one of the next so many of a task that it told of before. */
const NEXT_NUMBERS = 16;

const ELSEWHERE: OrderOwner = { placedBy: 'elsewhere' };
const UNREAD: OrderOwner = { placedBy: 'elsewhere', isUnread: true };

export type OrderOwners = ReturnType<typeof createOrderOwners>;

/**
 * Whose orders of the account are: the order log knows every one of ours, since it is written down before it is sent. A
 * worker asks it once for each that may matter, beside everything else. While it cannot be read, the keys of the next orders
 * of tasks that it told of tell the same.
 */
export function createOrderOwners({ db, logger }: Pick<ExecutionDependencies, 'db' | 'logger'>) {
  const known = new Map<string, OrderOwner>();
  const unknownSinceMs = new Map<string, number>();
  /** The newest order of each leg that the log told of, by the task's key and the leg. */
  const newest = new Map<string, LogOwner>();
  const listeners = new Set<() => void>();

  const tell = () => {
    for (const listener of listeners) listener();
  };

  function learn(clientOrderId: string, owner: LogOwner | undefined): void {
    if (known.size >= REMEMBERED) known.clear();
    if (newest.size >= REMEMBERED) newest.clear();
    known.set(
      clientOrderId,
      owner ? { placedBy: isHedge(owner) ? 'hedge' : 'task', taskId: owner.taskId } : ELSEWHERE,
    );
    unknownSinceMs.delete(clientOrderId);
    if (!owner) return;
    const leg = `${owner.taskKey} ${owner.leg}`;
    if ((newest.get(leg)?.number ?? 0) < owner.number) newest.set(leg, owner);
  }

  function learnWithoutLog(clientOrderId: string): void {
    if (known.has(clientOrderId)) return;
    for (const { number: last, ...owner } of newest.values()) {
      for (let number = last + 1; number <= last + NEXT_NUMBERS; number += 1) {
        if (clientOrderIdOf({ ...owner, number }) !== clientOrderId) continue;
        learn(clientOrderId, { ...owner, number });
        return;
      }
    }
  }

  async function ask(clientOrderId: string): Promise<void> {
    try {
      const owner = (await ownersOfOrders(db, [clientOrderId])).get(clientOrderId);
      learn(clientOrderId, owner);
    } catch (err) {
      learnWithoutLog(clientOrderId);
      logger.debug({ err, clientOrderId }, 'whose an order is could not be read, trying again');
      if (!known.has(clientOrderId)) setTimeout(() => void ask(clientOrderId), RETRY_MS).unref();
    }
    tell();
  }

  return {
    /** Undefined while that is being asked; whoever listens hears of the answer. */
    of(clientOrderId: string | undefined): OrderOwner | undefined {
      if (!isUuid(clientOrderId)) return ELSEWHERE;
      const owner = known.get(clientOrderId);
      if (owner) return owner;
      const sinceMs = unknownSinceMs.get(clientOrderId);
      if (sinceMs !== undefined) return performance.now() - sinceMs < UNKNOWN_MS ? undefined : UNREAD;
      unknownSinceMs.set(clientOrderId, performance.now());
      void ask(clientOrderId);
      setTimeout(() => {
        learnWithoutLog(clientOrderId);
        tell();
      }, SLOW_MS).unref();
      setTimeout(tell, UNKNOWN_MS).unref();
      return undefined;
    },
    onChange(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
