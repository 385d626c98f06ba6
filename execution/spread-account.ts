import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import { executionOf, type Leg } from '../domain/leg.js';
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
  before,
}: {
  far: AccountedLeg;
  near: AccountedLeg;
  wish: () => Wish;
  before: UnhedgedBefore;
}) {
  const meter = measureUnhedged(near.instrument.lot, before);
  let wanted: { readonly of: Wish; readonly is: Omit<SpreadView['wish'], 'mode'> } | undefined;
  let told: string | undefined;

  const wantedNow = (): Omit<SpreadView['wish'], 'mode'> => {
    const of = wish();
    if (wanted?.of !== of) {
      const { targetLots, limitPrice, spread } = of;
      // Of an older row both stand in its request too; a spread without a price or a ratio was never asked for.
      const price = new Decimal(limitPrice ?? Number.NaN);
      const ratio = new Decimal(spread?.ratio ?? Number.NaN);
      const options = spread?.options ?? SPREAD_DEFAULTS;
      wanted = { of, is: { targetLots, price, ratio, options, hedge: spread?.hedge ?? null } };
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

  return {
    /** The wish in the words of the decision. */
    wanted: wantedNow,
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
