import { ownersOfOrders } from '../database/index.js';
import type { OwnOrder } from '../domain/follow.js';
import { isHedge } from '../domain/hedge.js';
import type { ExecutionDependencies } from './dependencies.js';

export interface OrderOwner {
  readonly placedBy: NonNullable<OwnOrder['placedBy']>;
  /** Readable. */
  readonly taskId?: string;
}

/** So many are remembered. */
const REMEMBERED = 10_000;
/** While the log cannot be read it is tried again after this. */
const RETRY_MS = 500;
/** Whose the log does not tell for so long is not ours, until it does. */
const UNKNOWN_MS = 1_000;

const ELSEWHERE: OrderOwner = { placedBy: 'elsewhere' };

export type OrderOwners = ReturnType<typeof createOrderOwners>;

/**
 * Whose orders of the account are: the order log knows every one of ours, since it is written down before it is sent. A
 * worker asks it once for each that may matter, beside everything else.
 */
export function createOrderOwners({ db, logger }: Pick<ExecutionDependencies, 'db' | 'logger'>) {
  const known = new Map<string, OrderOwner>();
  const unknownSinceMs = new Map<string, number>();
  const listeners = new Set<() => void>();

  const tell = () => {
    for (const listener of listeners) listener();
  };

  async function ask(clientOrderId: string): Promise<void> {
    try {
      const owner = (await ownersOfOrders(db, [clientOrderId])).get(clientOrderId);
      if (known.size >= REMEMBERED) known.clear();
      known.set(
        clientOrderId,
        owner ? { placedBy: isHedge(owner) ? 'hedge' : 'task', taskId: owner.taskId } : ELSEWHERE,
      );
      unknownSinceMs.delete(clientOrderId);
    } catch (err) {
      logger.debug({ err, clientOrderId }, 'whose an order is could not be read, trying again');
      setTimeout(() => void ask(clientOrderId), RETRY_MS).unref();
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
      if (sinceMs !== undefined) return performance.now() - sinceMs < UNKNOWN_MS ? undefined : ELSEWHERE;
      unknownSinceMs.set(clientOrderId, performance.now());
      void ask(clientOrderId);
      setTimeout(tell, UNKNOWN_MS).unref();
      return undefined;
    },
    onChange(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export const isUuid = (text: string | undefined): text is string =>
  text !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
