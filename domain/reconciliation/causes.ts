/** What may be behind a position that no order explains. */
import { Decimal } from '../decimal.js';
import type { Instrument } from '../instrument.js';
import { moscowDay } from '../moscow.js';
import type { PositionDifference } from './positions.js';

/** Known for certain: it needs nobody. */
export type Explanation = 'future-ended' | 'future-delivered';
/** A guess, for the words of a question. */
export type Guess = 'days-away' | 'redemption' | 'corporate-action' | 'trade-elsewhere';

export interface ExplainedDifference extends PositionDifference {
  readonly explanation: Explanation | undefined;
  readonly guess: Guess;
}

export function explainDifferences(
  differences: readonly PositionDifference[],
  {
    instrumentOf,
    nowMs,
    lastLookAtMs,
  }: {
    readonly instrumentOf: (uid: string) => Instrument | undefined;
    /** Both by the wall clock. */
    readonly nowMs: number;
    readonly lastLookAtMs: number | undefined;
  },
): ExplainedDifference[] {
  const ended = differences.filter(
    ({ instrumentUid, amount }) => amount === 0 && hasEnded(instrumentOf(instrumentUid), nowMs),
  );
  const isAway = lastLookAtMs !== undefined && moscowDay(lastLookAtMs) < moscowDay(nowMs);
  return differences.map((difference) => {
    const instrument = instrumentOf(difference.instrumentUid);
    const delivered = instrument ? deliveredOf(instrument, ended, instrumentOf) : new Decimal(0);
    const isDelivered = !delivered.isZero() && delivered.eq(difference.amount - difference.expected);
    return {
      ...difference,
      explanation: ended.includes(difference) ? 'future-ended' : isDelivered ? 'future-delivered' : undefined,
      guess: isAway ? 'days-away' : guessOf(instrument),
    };
  });
}

const hasEnded = (instrument: Instrument | undefined, nowMs: number): boolean =>
  instrument?.future !== undefined &&
  !instrument.future.perpetual &&
  instrument.future.lastTradeAt.getTime() <= nowMs;

/** Securities that futures which ended turned into; below zero what had to be given. */
function deliveredOf(
  { positionUid }: Instrument,
  ended: readonly PositionDifference[],
  instrumentOf: (uid: string) => Instrument | undefined,
): Decimal {
  return ended.reduce((sum, { instrumentUid, amount, expected }) => {
    const future = instrumentOf(instrumentUid)?.future;
    if (!future?.deliverable || future.basicAssetPositionUid !== positionUid) return sum;
    return sum.add(future.basicAssetSize.mul(expected - amount));
  }, new Decimal(0));
}

function guessOf(instrument: Instrument | undefined): Guess {
  if (instrument?.kind === 'bond') return 'redemption';
  return instrument?.kind === 'share' || instrument?.kind === 'etf' ? 'corporate-action' : 'trade-elsewhere';
}
