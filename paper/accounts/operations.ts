import type { PaperInstrument } from '../instruments/instrument.js';
import type { CashReason } from '../state/account-events.js';
import { commissionOf, isWorking, type PaperOrder } from '../state/order.js';
import type { AccountRecord } from './operations-log.js';

export type OperationKind = 'buy' | 'sell' | 'commission' | 'variation-margin' | CashReason;

/** One line of an account's history, as the broker's operations are made from. Money is 10^-9 roubles. */
export interface PaperOperation {
  readonly id: string;
  /** Of the order it belongs to. */
  readonly parentId: string;
  readonly kind: OperationKind;
  readonly state: 'executed' | 'cancelled' | 'progress';
  readonly atMs: number;
  /** What the account got; negative for what it paid. */
  readonly payment: bigint;
  readonly instrument: PaperInstrument | undefined;
  /** Of an order's own operation. */
  readonly order: PaperOrder | undefined;
}

/** Of futures it moves no money: what they gain or lose is an operation of its own. */
export const paymentOf = ({ direction, value, interest }: PaperOrder): bigint =>
  direction === 'buy' ? -(value + interest) : value + interest;

/**
 * What a record comes to, its own operation first: an order with its commission, and with the margin of futures that
 * it closed.
 */
export function operationsOf(
  record: AccountRecord,
  instrumentNamed: (ticker: string) => PaperInstrument | undefined,
): PaperOperation[] {
  if ('cash' in record) {
    const { cash, number } = record;
    return [
      {
        id: String(Math.floor(cash.atMs) * 1_000 + (number % 1_000)),
        parentId: '',
        kind: cash.reason,
        state: 'executed',
        atMs: cash.atMs,
        payment: cash.nano,
        instrument: cash.ticker === undefined ? undefined : instrumentNamed(cash.ticker),
        order: undefined,
      },
    ];
  }
  const { order } = record;
  const own: PaperOperation = {
    id: order.orderId,
    parentId: '',
    kind: order.direction,
    state: stateOf(order),
    atMs: order.createdAtMs,
    payment: paymentOf(order),
    instrument: order.instrument,
    order,
  };
  const lastMs = order.trades.at(-1)?.atMs ?? order.createdAtMs;
  const child = (kind: OperationKind, suffix: string, payment: bigint): PaperOperation[] =>
    payment === 0n
      ? []
      : [
          {
            id: `${order.orderId}${suffix}`,
            parentId: order.orderId,
            kind,
            state: 'executed',
            atMs: lastMs,
            payment,
            instrument: order.instrument,
            order: undefined,
          },
        ];
  return [
    own,
    ...child('commission', '1', -commissionOf(order.value)),
    ...child('variation-margin', '2', order.gained),
  ];
}

function stateOf(order: PaperOrder): PaperOperation['state'] {
  if (isWorking(order)) return 'progress';
  return order.executed === 0 && order.cancelled > 0 ? 'cancelled' : 'executed';
}
