import { ContractError, Refusal } from '../errors.js';

interface Period {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** What the contract takes for a time, both included. */
const FIRST = Date.UTC(1970, 0, 1);
export const LAST_MS = Date.UTC(2100, 0, 1) - 1;

/** @throws ContractError for a period that ends before it starts, lies beyond all times, or is none. */
export function checkPeriod({ from, to }: Period): void {
  if (from && Number.isNaN(from.getTime())) throw new ContractError(Refusal.wrongFrom);
  if (to && Number.isNaN(to.getTime())) throw new ContractError(Refusal.wrongTo);
  if (from && !isKnown(from)) throw new ContractError(Refusal.fromOutOfRange);
  if (to && !isKnown(to)) throw new ContractError(Refusal.toOutOfRange);
  if (from && to && to < from) throw new ContractError(Refusal.wrongPeriod);
}

/** @throws ContractError besides when an end of the period is missing. */
export function wholePeriod({ from, to }: Period): { fromMs: number; toMs: number } {
  if (!from) throw new ContractError(Refusal.missingFrom);
  if (!to) throw new ContractError(Refusal.missingTo);
  checkPeriod({ from, to });
  return { fromMs: from.getTime(), toMs: to.getTime() };
}

const isKnown = (date: Date): boolean => date.getTime() >= FIRST && date.getTime() <= LAST_MS;
