/** Spreads of a report as they are told. */
import type { TaskState } from '../../domain/task.js';
import type { Column } from './csv.js';

/** Of one leg; decimal strings in roubles. */
export interface LegJson {
  readonly executed: number;
  readonly averagePrice: string | null;
  readonly sum: string;
  readonly commission: string;
}

/** A spread, whole, whatever day each part of it was executed on. */
export interface SpreadJson {
  readonly task: string;
  readonly state: TaskState;
  readonly unwinds: string | null;
  readonly unwoundBy: readonly string[];
  readonly sell: boolean;
  readonly farTicker: string;
  readonly nearTicker: string;
  readonly ratio: string;
  readonly executed: number;
  readonly far: LegJson;
  readonly near: LegJson;
  /** Got, roubles per far contract. */
  readonly price: string | null;
  readonly wantedPrice: string;
  /** In roubles for all of it, above zero better than wanted; null while some of it is not hedged. */
  readonly slippage: string | null;
  readonly turnover: string;
  readonly commission: string;
  /** Lots whose commission a person did not say: theirs is in addition. */
  readonly commissionUnknownLots: number;
  /** Near securities. */
  readonly unhedged: string;
  readonly longestUnhedgedMs: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** From its start to its end, or until now. */
  readonly seconds: number;
  /** What it closed of `spreads`, unwinding them or the other way round on the same legs, and what both earned together on that. */
  readonly unwound: {
    readonly amount: number;
    readonly spreads: readonly string[];
    readonly profit: string;
    readonly commission: string;
    readonly result: string;
  } | null;
  /** What no other spread has closed: contracts, near securities, and what both would bring at last prices, without commission. */
  readonly open: {
    readonly amount: number;
    readonly near: number;
    /** Null where a leg has no price, as one that expired. */
    readonly profit: string | null;
  } | null;
}

export interface SpreadsJson {
  readonly spreads: readonly SpreadJson[];
  readonly totals: {
    readonly spreads: number;
    readonly turnover: string;
    readonly commission: string;
    readonly slippage: string;
    /** Of what was unwound. */
    readonly profit: string;
    readonly unwoundCommission: string;
    readonly result: string;
    /** Of what is open, as far as there are prices; `openUnknown` are so many spreads without. */
    readonly openProfit: string;
    readonly openUnknown: number;
  };
}

export const SPREAD_COLUMNS: readonly Column<SpreadJson>[] = [
  'task',
  'state',
  'unwinds',
  { name: 'unwoundBy', of: ({ unwoundBy }) => unwoundBy.join(' ') },
  'sell',
  'farTicker',
  'nearTicker',
  'ratio',
  { name: 'farExecuted', of: ({ far }) => far.executed },
  { name: 'farAverage', of: ({ far }) => far.averagePrice },
  { name: 'farSum', of: ({ far }) => far.sum },
  { name: 'nearExecuted', of: ({ near }) => near.executed },
  { name: 'nearAverage', of: ({ near }) => near.averagePrice },
  { name: 'nearSum', of: ({ near }) => near.sum },
  'price',
  'wantedPrice',
  'slippage',
  'turnover',
  'commission',
  'commissionUnknownLots',
  'unhedged',
  'longestUnhedgedMs',
  'startedAt',
  'finishedAt',
  'seconds',
  { name: 'unwoundAmount', of: ({ unwound }) => unwound?.amount },
  { name: 'profit', of: ({ unwound }) => unwound?.profit },
  { name: 'unwoundCommission', of: ({ unwound }) => unwound?.commission },
  { name: 'result', of: ({ unwound }) => unwound?.result },
  { name: 'unwoundSpreads', of: ({ unwound }) => unwound?.spreads.join(' ') },
  { name: 'openAmount', of: ({ open }) => open?.amount },
  { name: 'openNear', of: ({ open }) => open?.near },
  { name: 'openProfit', of: ({ open }) => open?.profit },
];
