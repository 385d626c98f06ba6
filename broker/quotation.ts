import type { MoneyValue, Quotation } from 'tinkoff-invest-api/dist/generated/common.js';
import { Decimal } from '../domain/decimal.js';

const NANO = 9;
const BILLIONTH = new Decimal('1e-9');

/** A number the contract cannot carry: more than nine decimals, or units beyond what the generated code holds exactly. */
export class QuotationError extends Error {
  readonly code = 'quotation';
  constructor(value: string) {
    super(`${value} does not fit a quotation: at most nine decimals and units below 2^53`);
    this.name = 'QuotationError';
  }
}

/** Exact: units + nano × 10^-9, both of one sign. */
export function fromQuotation({ units, nano }: Quotation | MoneyValue): Decimal {
  if (!Number.isSafeInteger(units)) throw new QuotationError(String(units));
  return nano === 0 ? new Decimal(units) : BILLIONTH.mul(nano).add(units);
}

/** @throws QuotationError rather than rounding silently. */
export function toQuotation(value: Decimal): Quotation {
  const units = value.trunc();
  const nano = value.sub(units).mul(1e9);
  if (value.decimalPlaces() > NANO || !Number.isSafeInteger(units.toNumber()))
    throw new QuotationError(value.toFixed());
  return { units: units.toNumber() || 0, nano: nano.toNumber() || 0 };
}

export const optionalDecimal = (value: Quotation | MoneyValue | undefined): Decimal | undefined =>
  value && fromQuotation(value);
