import type { Decimal } from '../decimal.js';
import type { Leg } from '../leg.js';
import type { LegMarket } from '../leg-market.js';
import type { SpreadOptions, SpreadWish } from './terms.js';

/** One leg's orders and market as they are known at this moment. */
export interface SpreadLegView {
  readonly leg: Leg;
  readonly market: LegMarket & {
    /** Commission as a part of the price, in reserve when the wanted price is turned into a far price. */
    readonly commissionRate: Decimal;
  };
  /** Our own process stood still, or a stream broke: what we believe of its order must be asked first. */
  readonly mustAsk: boolean;
}

/** All that decides what to do now about a spread. Amounts in lots, prices per security, times monotonic milliseconds. */
export interface SpreadView {
  readonly sell: boolean;
  readonly wish: {
    readonly mode: 'run' | 'pause' | 'stop';
    /** Far lots. */
    readonly targetLots: number;
    /** Roubles per far contract: at least this when selling, at most when buying. */
    readonly price: Decimal;
    /** Near securities per far contract, the ratio in force (`ratioInForce`). */
    readonly ratio: Decimal;
    /** The one a person wants, where it may differ from that. */
    readonly wantedRatio?: Decimal;
    readonly options: SpreadOptions;
    readonly hedge: SpreadWish['hedge'];
  };
  readonly far: SpreadLegView;
  readonly near: SpreadLegView;
  /**
   * Whether a far order may rest by the hours of both legs (not within 30 s of an opening or a close of either, nor in
   * the last hour before either's last trading moment), and when that changes next, where it is known.
   */
  readonly hours: { readonly farMayRest: boolean; readonly changesAtMs?: number };
  /** The time after which it stops is over. */
  readonly isTimeOver: boolean;
  /** Our claim is valid, and nothing else forbids it: only then may a far order be opened. Hedges do not ask for it. */
  readonly mayOpen: boolean;
  /** Our claim is valid. A hedge about which a person was asked is tried again only then: the answer may be another's to hear. */
  readonly isClaimed: boolean;
  /** The kill switch: no far order, whatever the wish; hedges and cancels go on. */
  readonly halted: boolean;
  /** When a person last changed price, ratio or options: a far order sent before is moved at once. */
  readonly amendedAtMs?: number;
  readonly moveAllowedAtMs: number;
  readonly nowMs: number;
  readonly memory: SpreadMemory;
}

/** What the decision remembers from look to look. It is empty when an executor begins, after a crash too. */
export interface SpreadMemory {
  /** The two legs were known to agree, nothing being in doubt: only since then may a new far order be placed. */
  readonly compared?: boolean;
  /** Since when the far order could be moved for us by more than the slop. */
  readonly driftSinceMs?: number;
  /** While something is owed: since when, and what the tries may pay. */
  readonly hedge?: HedgeEpisode;
  /** An executor that began waits for its first books until then: while they are missing that says nothing. */
  readonly booksAwaitedUntilMs?: number;
  /** The last answer of a person that was seen; undefined before the first look. */
  readonly answer?: number;
  /** What of it a person let be. */
  readonly left?: HedgeLeft;
  /** When a far order was last sent and withdrawn because of its price: the next one keeps to an order's life. */
  readonly movedFromMs?: number;
  /** When a far order was last sent that takes what the book shows at once. */
  readonly takenAtMs?: number;
}

/** The hedging of what is owed, from the fill until nothing is owed any more or a person gave new bounds. */
export interface HedgeEpisode {
  readonly sinceMs: number;
  /** Near lots, hedged ones included, that were due at the last look: what a person who answers knows of. */
  readonly dueLots: number;
  /** The near price it began at; tries pay at most 0.3 % more than that. Unknown until the near market can be used. */
  readonly referencePrice?: Decimal;
  /** Orders that were not executed for all they were sent for; each widens the price. */
  readonly tries: number;
  /** The last answer of a person, and whether it was given meanwhile: only then does it count. */
  readonly answer: number;
  readonly anyPrice: boolean;
  /** Near lots up to which any price goes: what was due when it was said. */
  readonly anyPriceTo?: number;
  /** The order that is being tried. */
  readonly trying?: HedgeTry;
  /** When the last try ended. */
  readonly triedAtMs?: number;
  /** Its bounds are spent: a person is asked since then. It is still tried within them, ever more seldom. */
  readonly askedSinceMs?: number;
  /** A person was asked about it before, and answered, or the market closed meanwhile. */
  readonly wasAsked?: true;
}

/** What a person let be, by the number of the answer: so many near lots, fewer when a doubt about them ends well. */
export interface HedgeLeft {
  readonly answer: number;
  readonly lots: number;
}

export interface HedgeTry {
  readonly number: number;
  readonly lots: number;
  readonly price: Decimal;
  /** Lots that were settled before it. */
  readonly settledLots: number;
}
