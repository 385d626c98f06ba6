import { Decimal } from '../decimal.js';
import type { Distance, StopSnapshot } from '../stop-order.js';

/** All that the broker returned of a stop order, as plain data: prices as decimal strings, moments in ISO 8601 (UTC). */
export interface KeptSnapshot
  extends Omit<
    StopSnapshot,
    | 'stopPrice'
    | 'priceStep'
    | 'isOffGrid'
    | 'price'
    | 'trailing'
    | 'createdAt'
    | 'expiresAt'
    | 'triggeredAt'
    | 'kind'
    | 'childType'
    | 'childOrderId'
  > {
  readonly kind: StopSnapshot['kind'] | null;
  readonly childType: 'market' | 'limit' | null;
  readonly childOrderId: string | null;
  readonly stopPrice: string;
  readonly priceStep: string | null;
  readonly isOffGrid: boolean;
  readonly price: string | null;
  readonly trailing:
    | (Omit<NonNullable<StopSnapshot['trailing']>, 'extremum'> & { readonly extremum: string | null })
    | null;
  readonly createdAt: string | null;
  readonly expiresAt: string | null;
  readonly triggeredAt: string | null;
}

/** Named one by one, so that what is kept has the same fields however the broker's answer was made. */
export const keepSnapshot = (told: StopSnapshot): KeptSnapshot => ({
  stopOrderId: told.stopOrderId,
  instrumentUid: told.instrumentUid,
  direction: told.direction,
  lots: told.lots,
  kind: told.kind ?? null,
  status: told.status,
  stopPrice: told.stopPrice.toFixed(),
  priceStep: told.priceStep?.toFixed() ?? null,
  isOffGrid: told.isOffGrid ?? false,
  price: told.price?.toFixed() ?? null,
  childType: told.childType ?? null,
  trailing: told.trailing
    ? {
        indent: keptDistance(told.trailing.indent),
        spread: keptDistance(told.trailing.spread),
        isActivated: told.trailing.isActivated,
        extremum: told.trailing.extremum?.toFixed() ?? null,
      }
    : null,
  createdAt: told.createdAt?.toISOString() ?? null,
  expiresAt: told.expiresAt?.toISOString() ?? null,
  triggeredAt: told.triggeredAt?.toISOString() ?? null,
  childOrderId: told.childOrderId ?? null,
});

const keptDistance = ({ type, value }: Distance): Distance => ({ type, value });

/** As the broker told it. */
export function toldSnapshot({ trailing, priceStep, isOffGrid, ...kept }: KeptSnapshot): StopSnapshot {
  return {
    ...kept,
    kind: kept.kind ?? undefined,
    childType: kept.childType ?? undefined,
    childOrderId: kept.childOrderId ?? undefined,
    stopPrice: new Decimal(kept.stopPrice),
    price: decimalOf(kept.price),
    createdAt: momentOf(kept.createdAt),
    expiresAt: momentOf(kept.expiresAt),
    triggeredAt: momentOf(kept.triggeredAt),
    ...(priceStep !== null && { priceStep: new Decimal(priceStep) }),
    ...(isOffGrid && { isOffGrid }),
    ...(trailing && { trailing: withExtremum(trailing) }),
  };
}

const decimalOf = (text: string | null): Decimal | undefined =>
  text === null ? undefined : new Decimal(text);
const momentOf = (text: string | null): Date | undefined => (text === null ? undefined : new Date(text));

const withExtremum = ({ extremum, ...trailing }: NonNullable<KeptSnapshot['trailing']>) => ({
  ...trailing,
  ...(extremum !== null && { extremum: new Decimal(extremum) }),
});

/** All of it is the same, to the last digit. */
export const isSameSnapshot = (one: StopSnapshot, other: StopSnapshot): boolean =>
  JSON.stringify(keepSnapshot(one)) === JSON.stringify(keepSnapshot(other));

/** The same but for what becomes of an order by itself: how far it follows a price, and whether it ended. */
export const isSameOrder = (one: StopSnapshot, other: StopSnapshot): boolean =>
  isSameSnapshot(unmoved(one), unmoved(other));

const unmoved = ({ trailing, ...told }: StopSnapshot): StopSnapshot => ({
  ...told,
  status: 'unspecified',
  triggeredAt: undefined,
  childOrderId: undefined,
  ...(trailing && {
    price: undefined,
    trailing: { indent: trailing.indent, spread: trailing.spread, isActivated: false },
  }),
});
