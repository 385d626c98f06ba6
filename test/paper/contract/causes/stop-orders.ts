import {
  type ExchangeOrderType,
  StopOrderExpirationType,
  type StopOrderStatusOption,
  type StopOrderType,
  TakeProfitType,
  TrailingValueType,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { toQuotation } from '../../../../paper/money.js';
import { type StopFields, stopOrder } from '../../stops/stop-client.js';
import type { Scene } from '../scene.js';
import { ACCOUNT, AFTER_ALL_TIMES, type Cause, type Causes, UNKNOWN } from './cause.js';

const posted = ({ client, uid }: Scene, fields: StopFields) =>
  client.stopOrders.postStopOrder(stopOrder(uid('SBER'), { stopPrice: '250', ...fields }));

const stop =
  (fields: StopFields): Cause =>
  (scene) =>
    posted(scene, fields);

const cancel = ({ client }: Scene, stopOrderId: string) =>
  client.stopOrders.cancelStopOrder({ accountId: ACCOUNT, stopOrderId });

const one = toQuotation(1_000_000_000n);
const absolute = TrailingValueType.TRAILING_VALUE_ABSOLUTE;
const unspecified = TrailingValueType.TRAILING_VALUE_UNSPECIFIED;
const TRAILING = TakeProfitType.TAKE_PROFIT_TYPE_TRAILING;

const trailing = (indentType: TrailingValueType, spreadType: TrailingValueType): Cause =>
  stop({
    type: 'takeProfit',
    stopPrice: '350',
    takeProfitType: TRAILING,
    trailingData: { indent: one, indentType, spread: one, spreadType },
  });

export const STOP_ORDER_CAUSES: Causes = {
  '30028': stop({ key: 'no-uuid' }),
  '30036': (scene) => {
    const { stopPrice: _, ...unpriced } = stopOrder(scene.uid('SBER'));
    return scene.client.stopOrders.postStopOrder(unpriced);
  },
  '30037': stop({ stopOrderType: 0 as StopOrderType }),
  '30038': stop({ stopOrderType: UNKNOWN as StopOrderType }),
  '30039': stop({
    trailingData: { indent: one, indentType: absolute, spread: one, spreadType: absolute },
  }),
  '30040': stop({
    expirationType: StopOrderExpirationType.STOP_ORDER_EXPIRATION_TYPE_GOOD_TILL_DATE,
  }),
  '30043': stop({ expirationType: 0 as StopOrderExpirationType }),
  '30044': stop({ expirationType: UNKNOWN as StopOrderExpirationType }),
  '30063': stop({ until: AFTER_ALL_TIMES }),
  '30105': stop({ type: 'takeProfit', stopPrice: '350', exchangeOrderType: UNKNOWN as ExchangeOrderType }),
  '30210': stop({ type: 'takeProfit', stopPrice: '350', takeProfitType: TRAILING }),
  '30211': trailing(unspecified, absolute),
  '30212': trailing(absolute, unspecified),
  '30241': stop({ takeProfitType: TRAILING }),
  // The last price is below it already.
  '30053': stop({ stopPrice: '340' }),

  '30060': async (scene) => {
    const { stopOrderId } = await posted(scene, {});
    await cancel(scene, stopOrderId);
    return cancel(scene, stopOrderId);
  },
  '50006': (scene) => cancel(scene, 'never-posted'),
  '30106': ({ client }) =>
    client.stopOrders.getStopOrders({ accountId: ACCOUNT, status: UNKNOWN as StopOrderStatusOption }),
};
