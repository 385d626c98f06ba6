import type { MoneyValue } from 'tinkoff-invest-api/dist/generated/common.js';
import type { GetOrderPriceResponse } from 'tinkoff-invest-api/dist/generated/orders.js';
import { Decimal } from '../domain/decimal.js';
import type { OrderCost, OrderToCost } from './broker.js';
import { fromQuotation, optionalDecimal } from './quotation.js';

const NOTHING = new Decimal(0);

/**
 * Commission in roubles, where the broker tells it apart, and as a part of what it was counted from: the order's value as
 * the broker tells it, so that a rate is right even where it understands the price of the question otherwise than we do.
 */
export function fromOrderPrice(answer: GetOrderPriceResponse, order: OrderToCost): OrderCost {
  const commission = optionalDecimal(answer.executedCommissionRub ?? answer.executedCommission) ?? NOTHING;
  const value = roublesOf(answer.initialOrderAmount) ?? worthOf(order);
  const initialMargin = optionalDecimal(answer.extraFuture?.initialMargin);
  return {
    total: optionalDecimal(answer.totalOrderAmount) ?? NOTHING,
    commission,
    commissionRate: value.isZero() ? undefined : commission.div(value.abs()),
    ...(initialMargin && { initialMargin }),
  };
}

const worthOf = ({ instrument, lots, price }: OrderToCost): Decimal => price.mul(lots).mul(instrument.lot);

/** Zero means that it is not told. */
function roublesOf(told: MoneyValue | undefined): Decimal | undefined {
  const value = told?.currency.toLowerCase() === 'rub' ? fromQuotation(told) : NOTHING;
  return value.isZero() ? undefined : value;
}
