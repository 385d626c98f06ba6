import { v5 } from 'uuid';

/**
 * The idempotency key of order `number` of one leg of one task: the same whoever works it out, however often; never
 * the same for two orders, since a task's key is random and made once.
 */
export const clientOrderIdOf = ({
  taskKey,
  leg,
  number,
}: {
  taskKey: string;
  leg: string;
  number: number;
}): string => v5(`${leg}/${number}`, taskKey);
