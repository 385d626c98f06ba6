/** When a price counts as crossed, and when that is told. Pure; times are monotonic milliseconds. */
import type { Decimal } from '../decimal.js';

/**
 * What others pay and ask now, so that one could trade there: roubles per security, of a spread per far contract.
 * Undefined where nobody is there.
 */
export interface Sight {
  readonly bid: Decimal | undefined;
  readonly ask: Decimal | undefined;
}

/** What is known of a price that is watched, written down at each change. */
export interface Mark {
  /** It is told when the price rises over the threshold; false: when it falls below. */
  readonly rises: boolean;
  /** On which side the price was last. */
  readonly above: boolean;
}

export interface AlertView {
  /** Undefined before the price was seen for the first time. */
  readonly mark: Mark | undefined;
  /** When it was told last; undefined where it never was. */
  readonly toldAtMs: number | undefined;
  readonly sight: Sight;
  readonly price: Decimal;
  readonly nowMs: number;
  /** Between two reports at least. */
  readonly quietMs: number;
}

export type AlertStep =
  | { readonly kind: 'nothing' }
  /** It is crossed, sooner after the last report than it may be told: at this moment it is looked at again. */
  | { readonly kind: 'wait'; readonly untilMs: number }
  | { readonly kind: 'mark'; readonly mark: Mark; readonly tells: boolean };

/**
 * Above the threshold one can sell for it, below it one can buy for it. In between it is on no side, so that it has to
 * come all the way back before it is told again.
 */
function sideOf({ bid, ask }: Sight, price: Decimal): 'above' | 'below' | undefined {
  const canSell = bid?.gte(price) ?? false;
  const canBuy = ask?.lte(price) ?? false;
  if (canSell === canBuy) return undefined;
  return canSell ? 'above' : 'below';
}

/** At first what is in between is where its middle is; nobody can tell that of a book with one side. */
function firstSideOf(sight: Sight, price: Decimal): 'above' | 'below' | undefined {
  const side = sideOf(sight, price);
  const { bid, ask } = sight;
  if (side || !bid || !ask) return side;
  const middle = bid.add(ask).div(2).cmp(price);
  return middle === 0 ? undefined : middle > 0 ? 'above' : 'below';
}

/** What is to be done now about a price that is watched. */
export function nextAlertStep({ mark, toldAtMs, sight, price, nowMs, quietMs }: AlertView): AlertStep {
  if (!mark) {
    const first = firstSideOf(sight, price);
    if (!first) return { kind: 'nothing' };
    return { kind: 'mark', mark: { rises: first === 'below', above: first === 'above' }, tells: false };
  }
  const side = sideOf(sight, price);
  const above = side === 'above';
  if (!side || above === mark.above) return { kind: 'nothing' };
  const moved = { rises: mark.rises, above };
  // Gone back: that is what it waits for to tell again.
  if (above !== mark.rises) return { kind: 'mark', mark: moved, tells: false };
  const quietUntilMs = toldAtMs === undefined ? nowMs : toldAtMs + quietMs;
  if (nowMs < quietUntilMs) return { kind: 'wait', untilMs: quietUntilMs };
  return { kind: 'mark', mark: moved, tells: true };
}
