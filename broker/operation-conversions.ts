import {
  type OperationItem,
  OperationState,
  OperationType,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import type { Execution, Operation, OperationKind } from '../domain/account/operation.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import { pricesOfOrder } from './order-prices.js';
import { optionalDecimal } from './quotation.js';

const KINDS: Readonly<Partial<Record<OperationType, OperationKind>>> = {
  [OperationType.OPERATION_TYPE_BUY]: 'buy',
  [OperationType.OPERATION_TYPE_BUY_CARD]: 'buy',
  [OperationType.OPERATION_TYPE_BUY_MARGIN]: 'buy',
  [OperationType.OPERATION_TYPE_SELL]: 'sell',
  [OperationType.OPERATION_TYPE_SELL_CARD]: 'sell',
  [OperationType.OPERATION_TYPE_SELL_MARGIN]: 'sell',
  [OperationType.OPERATION_TYPE_BROKER_FEE]: 'commission',
  [OperationType.OPERATION_TYPE_ACCRUING_VARMARGIN]: 'variation-margin',
  [OperationType.OPERATION_TYPE_WRITING_OFF_VARMARGIN]: 'variation-margin',
  [OperationType.OPERATION_TYPE_INPUT_SECURITIES]: 'moved',
  [OperationType.OPERATION_TYPE_OUTPUT_SECURITIES]: 'moved',
  [OperationType.OPERATION_TYPE_BOND_REPAYMENT_FULL]: 'moved',
  [OperationType.OPERATION_TYPE_DELIVERY_BUY]: 'moved',
  [OperationType.OPERATION_TYPE_DELIVERY_SELL]: 'moved',
  [OperationType.OPERATION_TYPE_OPTION_EXPIRATION]: 'moved',
  [OperationType.OPERATION_TYPE_FUTURE_EXPIRATION]: 'moved',
  [OperationType.OPERATION_TYPE_OUT_MULTI]: 'moved',
  [OperationType.OPERATION_TYPE_INP_MULTI]: 'moved',
};

const NOTHING = new Decimal(0);

/** @param instrument undefined where the catalogue does not hold it any more: then prices are taken as they are told */
export function fromOperation(item: OperationItem, instrument: Instrument | undefined): Operation {
  const kind = KINDS[item.type] ?? 'other';
  const at = item.date ?? new Date(0);
  const commission = optionalDecimal(item.commission)?.abs();
  return {
    id: item.id,
    parentId: item.parentOperationId || undefined,
    kind,
    at,
    figi: item.figi,
    instrumentUid: item.instrumentUid,
    currency: (item.payment?.currency || item.price?.currency || '').toLowerCase(),
    payment: optionalDecimal(item.payment) ?? NOTHING,
    // Zero: none, or none yet; a commission's own operation says it for sure.
    commission: commission?.isZero() ? undefined : commission,
    accruedInterest: optionalDecimal(item.accruedInt)?.abs() ?? NOTHING,
    executions: kind === 'buy' || kind === 'sell' ? inRoubles(item, instrument, at) : [],
  };
}

/** Of what the catalogue does not hold any more nobody knows what a point was worth: what was paid for all of it tells that. */
function inRoubles(item: OperationItem, instrument: Instrument | undefined, at: Date): Execution[] {
  const told = executionsOf(item, instrument, at);
  if (instrument || item.state !== OperationState.OPERATION_STATE_EXECUTED) return told;
  const worth = told.reduce((sum, { price, amount }) => sum.add(price.mul(amount)), NOTHING);
  const interest = optionalDecimal(item.accruedInt)?.abs() ?? NOTHING;
  const paid = optionalDecimal(item.payment)?.abs().sub(interest) ?? NOTHING;
  if (worth.isZero() || paid.lte(0) || worth.sub(paid).abs().lt(KOPECK)) return told;
  return told.map((each) => ({
    ...each,
    price: each.price.mul(paid).div(worth).toDecimalPlaces(PRICE_PLACES),
  }));
}

const KOPECK = new Decimal('0.01');
/** Of a price, by the contract. */
const PRICE_PLACES = 9;

function executionsOf(item: OperationItem, instrument: Instrument | undefined, at: Date): Execution[] {
  const { price, payment, quantityDone, id } = item;
  const prices = pricesOfOrder({
    instrument,
    price,
    whole: payment && { ...payment, units: Math.abs(payment.units), nano: Math.abs(payment.nano) },
    lots: quantityDone / (instrument?.lot ?? 1),
  });
  const told = (item.tradesInfo?.trades ?? []).map((trade) => ({
    id: trade.num,
    at: trade.date ?? at,
    amount: trade.quantity,
    price: prices.fill(trade.price) ?? NOTHING,
  }));
  const amount = told.reduce((sum, each) => sum + each.amount, 0);
  if (told.length > 0 && amount === quantityDone)
    return told.sort((one, other) => one.at.getTime() - other.at.getTime());
  // Not every trade is listed: then all of them are one, at the average.
  return quantityDone > 0 ? [{ id, at, amount: quantityDone, price: prices.average(price) ?? NOTHING }] : [];
}
