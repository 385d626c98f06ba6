import { CommandError } from '../errors.js';

/** Two instruments that make no spread; the pair that would make one is told where there is one. */
export class SpreadPairError extends CommandError {
  readonly code: 'legs-exchanged' | 'legs-equal' | 'legs-unrelated' | 'far-no-future' | 'leg-perpetual';
  readonly problem = 'invalid';
  constructor(
    code: SpreadPairError['code'],
    data: {
      farTicker: string;
      nearTicker: string;
      suggestedFar: string | null;
      suggestedNear: string | null;
    },
  ) {
    const { farTicker, nearTicker, suggestedFar, suggestedNear } = data;
    const hint = suggestedFar ? `; ${suggestedFar} against ${suggestedNear} would` : '';
    super(`${farTicker} against ${nearTicker} makes no spread (${code})${hint}`, data);
    this.code = code;
  }
}

/** The hedge of the whole amount would be no whole number of near lots. */
export class RatioNotFittingError extends CommandError {
  readonly code = 'ratio-not-fitting';
  readonly problem = 'invalid';
  /** Those that fit, the next below first where there is one. */
  readonly nearest: readonly string[];
  /** @param data `ofContracts`: the ratio that the contracts themselves have, null where the legs are of two assets */
  constructor({
    nearest,
    ...data
  }: {
    nearTicker: string;
    ratio: string;
    lot: string;
    amount: string;
    nearest: readonly string[];
    ofContracts: string | null;
  }) {
    const told = nearest.join(', ');
    super(
      `${data.amount} × ${data.ratio} ${data.nearTicker} is no whole number of lots of ${data.lot}; nearest ratio: ${told}`,
      { ...data, nearest: told },
    );
    this.nearest = nearest;
  }
}

/** One leg cannot be what it has to be. */
export class LegObstacleError extends CommandError {
  readonly code: 'leg-expired' | 'leg-last-hour';
  readonly problem = 'invalid';
  constructor(code: LegObstacleError['code'], data: { ticker: string } & Record<string, string>) {
    super(`${code}: ${Object.values(data).join(', ')}`, data);
    this.code = code;
  }
}

/** A far order could rest at no time that is known: its hedge would find no market. */
export class SessionsApartError extends CommandError {
  readonly code = 'sessions-apart';
  readonly problem = 'invalid';
  constructor(data: { farTicker: string; nearTicker: string }) {
    super(`${data.farTicker} and ${data.nearTicker} do not trade at the same time in the next days`, data);
  }
}

/** All that stands in the way of a spread, at once, each with its figures. */
export class SpreadObstaclesError extends CommandError {
  readonly code = 'spread-obstacles';
  readonly problem = 'invalid';
  constructor(
    data: { farTicker: string; nearTicker: string },
    override readonly obstacles: readonly CommandError[],
  ) {
    super(obstacles.map(({ message }) => message).join('; '), data);
  }
}

/** Whatever becomes of other tasks, these stay so. */
const INVALID_UNWINDS: ReadonlySet<string> = new Set<UnwindRefusedError['code']>([
  'unwind-no-spread',
  'unwind-nothing',
  'unwind-no-hedge',
]);

/** What cannot be unwound, and why. */
export class UnwindRefusedError extends CommandError {
  readonly code:
    | 'unwind-no-spread'
    | 'unwind-running'
    | 'unwind-nothing'
    | 'unwind-no-hedge'
    | 'unwind-runs'
    | 'unwound-already';
  readonly problem: 'invalid' | 'conflict';
  /** @param data `by`: the task that unwinds it, or did */
  constructor(code: UnwindRefusedError['code'], data: { taskId: string; by?: string }) {
    super(`${data.taskId} cannot be unwound: ${code}`, data);
    this.code = code;
    this.problem = INVALID_UNWINDS.has(code) ? 'invalid' : 'conflict';
  }
}
