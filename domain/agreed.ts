/** Why a person is asked before something starts. */
export type ConsentReason =
  /** A purchase or a sale, or a leg of a spread, will be short by so many: securities or contracts. */
  | { readonly why: 'short' | 'far-short' | 'near-short'; readonly ticker: string; readonly amount: string }
  /**
   * Roubles: what is bought takes so many, of spreads with a reserve for a day's move of the price, and so many are free;
   * below zero where the broker lends already, or running tasks take more than there is.
   */
  | { readonly why: 'loan'; readonly ticker: string; readonly needed: string; readonly free: string }
  /** A position is made that ends soon, and in a delivery; ISO 8601 in UTC. */
  | { readonly why: 'delivery'; readonly ticker: string; readonly at: string };

/** What a person said yes to when a task started; it stays as it is whatever the task is amended to. */
export interface Agreement {
  /** Securities, of spreads far contracts. */
  readonly amount: number;
  readonly reasons: readonly ConsentReason[];
}

export interface SpreadAgreement extends Agreement {
  /** Near securities per far contract, a decimal string. */
  readonly ratio: string;
}
