import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import { executedLotsOf, executionOf, type Leg } from '../domain/leg.js';
import { priceWith, ratioInForce } from '../domain/spread/ratio-in-force.js';
import { nearLotsDue, SPREAD_DEFAULTS } from '../domain/spread/terms.js';
import type { SpreadView } from '../domain/spread/view.js';
import type { Settlement, Wish } from '../domain/task.js';
import type { TaskProgress } from './running-executor.js';
import {
  averageSpreadOf,
  commissionOf,
  legFiguresOf,
  type SpreadLegs,
  unhedgedOf,
} from './spread-figures.js';
import { measureUnhedged, type UnhedgedBefore } from './unhedged-meter.js';

type SpreadTermsNow = Omit<SpreadView['wish'], 'mode' | 'wantedRatio'> & { readonly wantedRatio: Decimal };

interface AccountedLeg {
  readonly leg: () => Leg;
  readonly instrument: Instrument;
}

export type SpreadAccount = ReturnType<typeof createSpreadAccount>;

/** What a running spread wants and has come to, in figures. */
export function createSpreadAccount({
  far,
  near,
  wish,
  ratioBefore,
  ratioOf,
  before,
}: {
  far: AccountedLeg & { readonly filledLate: () => number | undefined };
  near: AccountedLeg;
  wish: () => Wish;
  /** In force when the executor before ended. */
  ratioBefore: Decimal | undefined;
  /** By which a far order was written down. */
  ratioOf: (number: number) => Decimal | undefined;
  before: UnhedgedBefore;
}) {
  const meter = measureUnhedged(near.instrument.lot, before);
  let wanted: { readonly of: Wish; readonly is: SpreadTermsNow } | undefined;
  let inForce = ratioBefore;
  let told: string | undefined;

  const wantedNow = (): SpreadTermsNow => {
    const of = wish();
    // Of an older row it stands in its request too; a spread without a price or a ratio was never asked for.
    const wantedRatio =
      wanted?.of === of ? wanted.is.wantedRatio : new Decimal(of.spread?.ratio ?? Number.NaN);
    const orders = { far: far.leg(), filledLate: far.filledLate(), ratioOf };
    inForce = ratioInForce(inForce, { wanted: wantedRatio, ...orders });
    const ratio = inForce ?? wantedRatio;
    if (wanted?.of !== of || wanted.is.ratio !== ratio) {
      const { targetLots, spread } = of;
      const price = new Decimal(priceWith(ratio, of) ?? Number.NaN);
      const options = spread?.options ?? SPREAD_DEFAULTS;
      const hedge = spread?.hedge ?? null;
      wanted = { of, is: { targetLots, price, ratio, wantedRatio, options, hedge } };
    }
    return wanted.is;
  };
  const legs = (): SpreadLegs => ({
    far: { leg: far.leg(), instrument: far.instrument },
    near: { leg: near.leg(), instrument: near.instrument },
    ratio: wantedNow().ratio,
  });
  const progress = () => {
    const now = legs();
    const isHedged = unhedgedOf(now).abs().lt(near.instrument.lot);
    return {
      executed: executionOf(now.far.leg).lots * far.instrument.lot,
      // With a leg that lags behind it is the price of nothing.
      averagePrice: isHedged ? (averageSpreadOf(now)?.toFixed() ?? null) : null,
    };
  };

  /** The ratio that is in force for good; undefined while nothing is executed. */
  const hedgedBy = (): { readonly ratio: Decimal; readonly executed: number } | undefined => {
    const lots = executedLotsOf(far.leg());
    return lots === 0 ? undefined : { ratio: wantedNow().ratio, executed: lots * far.instrument.lot };
  };

  return {
    hedgedBy,
    /** The wish in the words of the decision. */
    wanted: wantedNow,
    /** A far order was written down with the ratio in force; meanwhile a late fill may have put another one there. */
    goesBy: (number: number): boolean => ratioOf(number)?.eq(wantedNow().ratio) ?? true,
    /** The wish whose ratio does not come into force any more, because something was executed by another. */
    overtaken(): { readonly of: Wish; readonly ratio: Decimal; readonly executed: number } | undefined {
      const { ratio, wantedRatio } = wantedNow();
      const isOther = ratio !== wantedRatio && !ratio.eq(wantedRatio);
      const kept = isOther ? hedgedBy() : undefined;
      return kept && { of: wish(), ...kept };
    },
    /** What the near leg is to reach, in securities. */
    nearAmount: (): number => {
      const { targetLots: farLots, ratio } = wantedNow();
      const nearLot = near.instrument.lot;
      return nearLotsDue({ farLots, farLot: far.instrument.lot, ratio, nearLot }) * nearLot;
    },
    note: meter.note,
    unhedgedSoFar: meter.soFar,
    progress,
    /** How far it is, where that is another word than the last one. */
    news(waitingFor: 'person' | null): TaskProgress | undefined {
      const [farLots, nearLots] = [far, near].map(({ leg }) => executionOf(leg()).lots);
      const now = `${farLots} ${nearLots} ${waitingFor}`;
      if (now === told) return undefined;
      const isFirst = told === undefined;
      told = now;
      const news = { ...progress(), waitingFor };
      return isFirst && news.executed === 0 ? undefined : news;
    },
    settled(): Omit<Settlement, 'reason' | 'wishVersion'> {
      const now = legs();
      const farLots = executionOf(now.far.leg).lots;
      return {
        executedLots: farLots,
        executed: farLots * far.instrument.lot,
        averagePrice: averageSpreadOf(now)?.toFixed() ?? null,
        commission: commissionOf(now).toFixed(),
        spread: {
          ratio: now.ratio.toFixed(),
          wantedPrice: wantedNow().price.toFixed(),
          far: legFiguresOf(now.far),
          near: legFiguresOf(now.near),
          unhedged: unhedgedOf(now).toFixed(),
          longestUnhedgedMs: meter.longestUnhedgedMs(),
          largestUnhedged: meter.largestUnhedged(),
        },
      };
    },
  };
}
