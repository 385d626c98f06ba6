/** Why a person is asked before a spread starts. */
export type ConsentReason =
  /** It will be short by so many: securities or contracts. */
  | { readonly why: 'far-short' | 'near-short'; readonly ticker: string; readonly amount: string }
  /** Roubles: the near leg takes so many, with a reserve for a day's move of its price, and so many are free. */
  | { readonly why: 'loan'; readonly ticker: string; readonly needed: string; readonly free: string }
  /** A position is made that ends soon, and in a delivery; ISO 8601 in UTC. */
  | { readonly why: 'delivery'; readonly ticker: string; readonly at: string };

/** What a person said yes to when a spread started; it stays as it is whatever the spread is amended to. */
export interface Agreement {
  /** Far contracts. */
  readonly amount: number;
  /** Near securities per far contract, a decimal string. */
  readonly ratio: string;
  readonly reasons: readonly ConsentReason[];
}
