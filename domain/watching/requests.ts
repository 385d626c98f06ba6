/** Tasks that only watch, and tell: they order nothing, so they have no amount. */
import type { TaskRequest } from '../task.js';
import type { Side } from './sight.js';

/** Kinds of them, which are also the names of their workflows. */
export const WATCHING_KINDS = ['alert', 'watch'] as const;
export type WatchingKind = (typeof WATCHING_KINDS)[number];

export const isWatching = (kind: string): kind is WatchingKind =>
  WATCHING_KINDS.some((each) => each === kind);

interface WatchingRequest extends TaskRequest {
  readonly lot: 1;
  readonly amount: null;
  readonly limitPrice: null;
}

/** Tells when a price is crossed: of an instrument, or of a spread of a far and a near leg. */
export interface AlertRequest extends WatchingRequest {
  /** Of a spread its far leg's, as the instrument. */
  readonly ticker: string;
  readonly instrumentUid: string;
  /** The near leg; null where the price is of one instrument. */
  readonly against: string | null;
  readonly againstUid: string | null;
  /** Near securities per far contract, a decimal string; null where there is no near leg. */
  readonly ratio: string | null;
  /** Roubles per one security, of a spread per far contract, a decimal string. */
  readonly price: string;
  /**
   * Where the price was when it was asked, which says which way it has to cross. Null where no price was known; left out
   * in older ones: then the first sight decides.
   */
  readonly from?: Side | null;
  /** It ends after its first report. */
  readonly once: boolean;
}

/** Scans on a schedule, and tells which pairs crossed a rate. */
export interface WatchRequest extends WatchingRequest {
  readonly ticker: null;
  readonly instrumentUid: null;
  /** Percent a year, a decimal string. */
  readonly rate: string;
  /** From scan to scan. */
  readonly minutes: number;
}

export const WATCH_MINUTES = { least: 1, most: 1_440 } as const;

/** Why one ended by itself: it was to tell once, its instrument has traded for the last time, or is not listed any more. */
export type WatchingEnd = 'once' | 'expired' | 'gone';

/** What its executor came to, beside what it told. */
export interface WatchingFigures {
  /** Reports. */
  readonly told: number;
  readonly why: WatchingEnd | null;
}

/** A finished one's report, with what its title needs. */
export type WatchingResult = WatchingFigures &
  (
    | ({ readonly watching: 'alert' } & Pick<AlertRequest, 'ticker' | 'against' | 'price' | 'once'>)
    | ({ readonly watching: 'watch' } & Pick<WatchRequest, 'ticker' | 'rate' | 'minutes'>)
  );

/** One line that a trader understands. */
export function watchingWords(request: AlertRequest | WatchRequest): string {
  if ('rate' in request) return `watch ${request.rate} % a year, every ${request.minutes} min`;
  const { ticker, against, price, once } = request;
  return `alert ${ticker}${against === null ? '' : ` against ${against}`} ${price}${once ? ' once' : ''}`;
}
