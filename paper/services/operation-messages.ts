/** An account's history in the words of the two calls that list it. Quantities are securities, prices of one. */
import { InstrumentType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  type ChildOperationItem,
  type Operation,
  type OperationItem,
  OperationState,
  OperationType,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import type { OperationKind, PaperOperation } from '../accounts/operations.js';
import { roublesOf } from '../instruments/instrument.js';
import { divideRounded, toMoney } from '../money.js';
import { commissionOf, type PaperOrder, remaining } from '../state/order.js';
import { instrumentKindOf, instrumentTypeOf } from './instrument-messages.js';

const STATES: Readonly<Record<PaperOperation['state'], OperationState>> = {
  executed: OperationState.OPERATION_STATE_EXECUTED,
  cancelled: OperationState.OPERATION_STATE_CANCELED,
  progress: OperationState.OPERATION_STATE_PROGRESS,
};

type SignedKind = 'variation-margin' | 'delivery';

const TYPES: Readonly<Record<Exclude<OperationKind, SignedKind>, readonly [OperationType, string]>> = {
  buy: [OperationType.OPERATION_TYPE_BUY, 'Покупка ЦБ'],
  sell: [OperationType.OPERATION_TYPE_SELL, 'Продажа ЦБ'],
  commission: [OperationType.OPERATION_TYPE_BROKER_FEE, 'Удержание комиссии за операцию'],
  'pay-in': [OperationType.OPERATION_TYPE_INPUT, 'Пополнение брокерского счёта'],
  'pay-out': [OperationType.OPERATION_TYPE_OUTPUT, 'Вывод денежных средств'],
  coupon: [OperationType.OPERATION_TYPE_COUPON, 'Выплата купонов'],
  redemption: [OperationType.OPERATION_TYPE_BOND_REPAYMENT_FULL, 'Полное погашение облигаций'],
  dividend: [OperationType.OPERATION_TYPE_DIVIDEND, 'Выплата дивидендов'],
};

/** Whether money came or went makes them two types of the contract. */
const SIGNED: Readonly<
  Record<SignedKind, Readonly<Record<'paid' | 'received', readonly [OperationType, string]>>>
> = {
  'variation-margin': {
    paid: [OperationType.OPERATION_TYPE_WRITING_OFF_VARMARGIN, 'Списание вариационной маржи'],
    received: [OperationType.OPERATION_TYPE_ACCRUING_VARMARGIN, 'Зачисление вариационной маржи'],
  },
  delivery: {
    paid: [OperationType.OPERATION_TYPE_DELIVERY_BUY, 'Покупка в рамках экспирации фьючерса'],
    received: [OperationType.OPERATION_TYPE_DELIVERY_SELL, 'Продажа в рамках экспирации фьючерса'],
  },
};

function typeOf({ kind, payment }: PaperOperation): readonly [OperationType, string] {
  if (kind === 'variation-margin' || kind === 'delivery')
    return SIGNED[kind][payment < 0n ? 'paid' : 'received'];
  return TYPES[kind];
}

export const operationTypeOf = (operation: PaperOperation): OperationType => typeOf(operation)[0];

/** Of one security: the average of what is executed, else what the order was estimated with. */
function priceOf(order: PaperOrder): bigint {
  const securities = BigInt(order.executed * order.instrument.lot);
  return securities === 0n
    ? roublesOf(order.instrument, order.initialTicks)
    : divideRounded(order.value, securities);
}

const quantitiesOf = (order: PaperOrder | undefined) => {
  if (!order) return { quantity: 0, quantityRest: 0, quantityDone: 0 };
  const { lot } = order.instrument;
  return {
    quantity: order.lots * lot,
    quantityRest: (remaining(order) + order.cancelled) * lot,
    quantityDone: order.executed * lot,
  };
};

const tradesOf = (order: PaperOrder | undefined) =>
  (order?.trades ?? []).map(({ tradeId, ticks, lots, atMs }) => ({
    tradeId,
    at: new Date(atMs),
    quantity: lots * (order?.instrument.lot ?? 1),
    price: toMoney(order ? roublesOf(order.instrument, ticks) : 0n),
  }));

function common(operation: PaperOperation, children: readonly PaperOperation[]) {
  const { id, parentId, state, atMs, payment, instrument, order } = operation;
  return {
    id,
    parentOperationId: parentId,
    payment: toMoney(payment),
    price: toMoney(order ? priceOf(order) : 0n),
    state: STATES[state],
    figi: instrument?.figi ?? '',
    instrumentType: instrument ? instrumentTypeOf(instrument) : '',
    date: new Date(atMs),
    assetUid:
      instrument && 'assetUid' in instrument.details.message ? instrument.details.message.assetUid : '',
    positionUid: instrument?.positionUid ?? '',
    instrumentUid: instrument?.uid ?? '',
    childOperations: children.map(
      (child): ChildOperationItem => ({
        instrumentUid: child.instrument?.uid ?? '',
        payment: toMoney(child.payment),
      }),
    ),
  };
}

export function toOperation(operation: PaperOperation, children: readonly PaperOperation[]): Operation {
  const [operationType, type] = typeOf(operation);
  const { quantity, quantityRest } = quantitiesOf(operation.order);
  return {
    ...common(operation, children),
    currency: 'rub',
    quantity,
    quantityRest,
    type,
    operationType,
    trades: tradesOf(operation.order).map(({ at, ...trade }) => ({ ...trade, dateTime: at })),
  };
}

export function toOperationItem(
  operation: PaperOperation,
  {
    accountId,
    cursor,
    children,
    withoutTrades,
  }: { accountId: string; cursor: string; children: readonly PaperOperation[]; withoutTrades: boolean },
): OperationItem {
  const { order, instrument } = operation;
  const [type, name] = typeOf(operation);
  const cancelled = order && order.cancelled > 0 && order.closedAtMs !== undefined;
  return {
    ...common(operation, children),
    ...quantitiesOf(order),
    cursor,
    brokerAccountId: accountId,
    name,
    type,
    description: name,
    instrumentKind: instrument ? instrumentKindOf(instrument) : InstrumentType.INSTRUMENT_TYPE_UNSPECIFIED,
    commission: toMoney(order ? -commissionOf(order.value) : 0n),
    yield: undefined,
    yieldRelative: undefined,
    accruedInt: toMoney(order?.interest ?? 0n),
    cancelDateTime: cancelled ? new Date(order.closedAtMs ?? 0) : undefined,
    cancelReason: cancelled ? (order.cause ?? '') : '',
    tradesInfo: withoutTrades
      ? undefined
      : {
          trades: tradesOf(order).map(({ tradeId, at, quantity, price }) => ({
            num: tradeId,
            date: at,
            quantity,
            price,
            yield: undefined,
            yieldRelative: undefined,
          })),
        },
  };
}
