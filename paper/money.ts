/** Exact money and prices: whole numbers of 10^-9 of a rouble, the contract's own precision. */

export const NANO = 1_000_000_000n;
const KOPECK = NANO / 100n;

/** The contract's `Quotation`; units and nano have one sign. */
export const toQuotation = (nano: bigint): { units: number; nano: number } => ({
  units: Number(nano / NANO),
  nano: Number(nano % NANO),
});

export const toMoney = (nano: bigint, currency = 'rub') => ({ currency, ...toQuotation(nano) });

export const fromQuotation = ({ units, nano }: { units: number; nano: number }): bigint =>
  BigInt(units) * NANO + BigInt(nano);

/** Reads a decimal string of at most nine decimal places; `undefined` when it is anything else. */
export function parseNano(text: string): bigint | undefined {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?$/.exec(text.trim());
  if (!match) return undefined;
  const magnitude = BigInt(match[2] ?? '0') * NANO + BigInt((match[3] ?? '').padEnd(9, '0'));
  return match[1] ? -magnitude : magnitude;
}

export function formatNano(nano: bigint): string {
  const magnitude = nano < 0n ? -nano : nano;
  const fraction = String(magnitude % NANO)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${nano < 0n ? '-' : ''}${magnitude / NANO}${fraction && `.${fraction}`}`;
}

/** Division to the nearest 10^-9, halves away from zero, as the broker rounds averages. */
export function divideRounded(value: bigint, by: bigint): bigint {
  const magnitude = ((value < 0n ? -value : value) * 2n + by) / (by * 2n);
  return value < 0n ? -magnitude : magnitude;
}

export const roundToKopeck = (nano: bigint): bigint => divideRounded(nano, KOPECK) * KOPECK;

export function larger(one: bigint, other: bigint): bigint {
  if (one > other) return one;
  return other;
}

export function smaller(one: bigint, other: bigint): bigint {
  if (one < other) return one;
  return other;
}
