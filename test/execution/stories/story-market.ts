import type { Book } from '../../../domain/book.js';
import { Decimal } from '../../../domain/decimal.js';
import { share } from '../../support/instruments.js';
import type { Happening } from './happenings.js';

/** The market as a process knows it. */
export interface Seen {
  readonly book: Book;
  readonly tradable: boolean;
}

const TICK = new Decimal('0.1');
export const storyInstrument = share({ priceStep: TICK });

/** Others always show enough, on both sides of the spread of one step. */
export class StoryMarket {
  bid = new Decimal(100);
  #tradable = true;

  changes(happens: Extract<Happening, { what: 'price' | 'status' }>): void {
    if (happens.what === 'price') this.bid = this.bid.add(TICK.mul(happens.ticks));
    else this.#tradable = happens.tradable;
  }

  calmDown(): void {
    this.bid = new Decimal(100);
    this.#tradable = true;
  }

  get seen(): Seen {
    const others = (price: Decimal) => [{ price, lots: 1_000_000 }];
    const book = {
      instrumentUid: storyInstrument.uid,
      bids: others(this.bid),
      asks: others(this.bid.add(TICK)),
      limitDown: new Decimal(50),
      limitUp: new Decimal(150),
    };
    return { book, tradable: this.#tradable };
  }
}
