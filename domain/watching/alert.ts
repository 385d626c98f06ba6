/** When a price counts as crossed, and when that is told. Pure; times are monotonic milliseconds. */
import type { Decimal } from '../decimal.js';
import { firstSideOf, type Side, type Sight, sideOf } from './sight.js';

/** What is known of a price that is watched, written down at each change. */
export interface Mark {
  /** It is told when the price rises over the threshold; false: when it falls below. */
  readonly rises: boolean;
  /** On which side the price was last. */
  readonly above: boolean;
}

export interface AlertView {
  /** Undefined before the price was seen for the first time, where nobody could say at the request where it was. */
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

/** What is waited for from that side on: nothing was told of it. */
export const markFrom = (side: Side): Mark => ({ rises: side === 'below', above: side === 'above' });

/** What is to be done now about a price that is watched. */
export function nextAlertStep({ mark, toldAtMs, sight, price, nowMs, quietMs }: AlertView): AlertStep {
  if (!mark) {
    const first = firstSideOf(sight, price);
    if (!first) return { kind: 'nothing' };
    return { kind: 'mark', mark: markFrom(first), tells: false };
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
