import type { EditProblem } from '../../domain/stash/edit.js';
import { CommandError } from '../errors.js';

/** No stash of this name, or of this number; `known`: those that there are. */
export class StashNotFoundError extends CommandError {
  readonly code = 'stash-not-found';
  readonly problem: 'invalid' | 'not-found';
  constructor({
    wanted,
    known,
    problem,
  }: {
    wanted: string;
    known: readonly string[];
    problem: 'invalid' | 'not-found';
  }) {
    super(`there is no stash ${wanted}; there are: ${known.join(', ') || 'none'}`, {
      wanted,
      known: known.length > 0 ? known.join(', ') : null,
    });
    this.problem = problem;
  }
}

export class StashOrderNotFoundError extends CommandError {
  readonly code = 'stash-order-not-found';
  readonly problem = 'not-found';
  constructor({ stash, position, orders }: { stash: number; position: number; orders: number }) {
    super(`stash ${stash} has no order ${position}; it has ${orders}`, {
      stash: String(stash),
      position: String(position),
      orders: String(orders),
    });
  }
}

/** Stashes and restores of an account go one after the other. */
export class StashBusyError extends CommandError {
  readonly code = 'stash-busy';
  readonly problem = 'conflict';
  constructor(task: string) {
    super(`${task} is under way: wait for its end, or stop it`, { task });
  }
}

/** A stash of nothing would be a version that holds nothing. */
export class NothingToStashError extends CommandError {
  readonly code = 'nothing-to-stash';
  readonly problem = 'conflict';
  /** @param tickers which were asked for; null for all */
  constructor(tickers: readonly string[] | null) {
    super('no stop order waits that could be saved', { tickers: tickers?.join(', ') ?? null });
  }
}

/** None of its orders is to be placed: all are switched off, of other tickers, or could not be placed. */
export class NothingToRestoreError extends CommandError {
  readonly code = 'nothing-to-restore';
  readonly problem = 'conflict';
  constructor(data: { stash: string; tickers: string | null }) {
    super(`stash ${data.stash} holds no order that could be placed`, data);
  }
}

/** Consent was given to another number of orders than there is now. */
export class StashChangedError extends CommandError {
  readonly code = 'stash-changed';
  readonly problem = 'conflict';
  constructor() {
    super('there are other stop orders now than were shown: ask again');
  }
}

/** A saved order cannot be changed so. */
export class StashEditError extends CommandError {
  readonly code: EditProblem['code'] | 'stash-not-placeable';
  readonly problem = 'invalid';
  constructor({ code, ...data }: EditProblem | { code: 'stash-not-placeable'; reason: string }) {
    super(`${code}: ${Object.values(data).join(', ')}`, data as Record<string, string>);
    this.code = code;
  }
}
