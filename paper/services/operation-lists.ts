import {
  type GetOperationsByCursorRequest,
  type GetOperationsByCursorResponse,
  OperationState,
  type OperationsRequest,
  type OperationsResponse,
  type OperationType,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import { operationsOf, type PaperOperation } from '../accounts/operations.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import { accountOf, instrumentOf } from './lookups.js';
import { operationTypeOf, toOperation, toOperationItem } from './operation-messages.js';
import { checkPeriod } from './periods.js';

const DEFAULT_LIMIT = 100;
const LARGEST_LIMIT = 1_000;

const STATES: Readonly<Partial<Record<OperationState, PaperOperation['state']>>> = {
  [OperationState.OPERATION_STATE_EXECUTED]: 'executed',
  [OperationState.OPERATION_STATE_CANCELED]: 'cancelled',
  [OperationState.OPERATION_STATE_PROGRESS]: 'progress',
};

interface Listed {
  readonly operation: PaperOperation;
  readonly children: readonly PaperOperation[];
}

interface Filter {
  readonly accountId: string;
  readonly instrumentId: string | undefined;
  readonly from: Date | undefined;
  readonly to: Date | undefined;
  readonly state: OperationState | undefined;
}

/** The account's history that a filter lets through, newest first; of one moment, a child before its parent. */
function list(exchange: Exchange, { accountId, instrumentId, from, to, state }: Filter): Listed[] {
  const account = accountOf(exchange, accountId);
  const instrument = instrumentId ? instrumentOf(exchange, { instrumentId }) : undefined;
  const wantedState = stateOf(state);
  checkPeriod({ from, to });
  if (from && from.getTime() > exchange.nowMs) throw new ContractError(Refusal.fromInFuture);
  return exchange.state.operations
    .of(account.id)
    .filter((record) => !('order' in record && exchange.isHidden(record.order)))
    .flatMap((record) => {
      const operations = operationsOf(record, exchange.catalogue.byTicker);
      return operations.map((operation, index) => ({
        operation,
        children: index === 0 ? operations.slice(1) : [],
      }));
    })
    .filter(
      ({ operation }) =>
        (instrument === undefined || operation.instrument === instrument) &&
        (from === undefined || operation.atMs >= from.getTime()) &&
        (to === undefined || operation.atMs <= to.getTime()) &&
        (wantedState === undefined || operation.state === wantedState),
    )
    .reverse()
    .sort((one, other) => other.operation.atMs - one.operation.atMs);
}

function stateOf(state: OperationState | undefined): PaperOperation['state'] | undefined {
  if (!state) return undefined;
  const wanted = STATES[state];
  if (!wanted) throw new ContractError(Refusal.wrongState);
  return wanted;
}

export function operations(exchange: Exchange, request: OperationsRequest): OperationsResponse {
  const { accountId, from, to, state, figi } = request;
  const listed = list(exchange, { accountId, instrumentId: figi, from, to, state });
  return { operations: listed.map(({ operation, children }) => toOperation(operation, children)) };
}

/** A cursor names the item that an answer begins with. */
export function operationsByCursor(
  exchange: Exchange,
  request: GetOperationsByCursorRequest,
): GetOperationsByCursorResponse {
  const { accountId, instrumentId, from, to, state, cursor, withoutTrades = false } = request;
  const limit = request.limit || DEFAULT_LIMIT;
  if (limit < 0 || limit > LARGEST_LIMIT) throw new ContractError(Refusal.wrongLimit);
  const types: readonly OperationType[] = request.operationTypes;
  const listed = list(exchange, { accountId, instrumentId, from, to, state })
    .filter(({ operation }) => types.length === 0 || types.includes(operationTypeOf(operation)))
    .filter(({ operation }) => !request.withoutCommissions || operation.kind !== 'commission');
  const start = cursor ? listed.findIndex(({ operation }) => operation.id === cursor) : 0;
  if (start < 0) throw new ContractError(Refusal.wrongCursor);
  const next = listed[start + limit];
  return {
    hasNext: next !== undefined,
    nextCursor: next?.operation.id ?? '',
    items: listed
      .slice(start, start + limit)
      .map(({ operation, children }) =>
        toOperationItem(operation, { accountId, cursor: operation.id, children, withoutTrades }),
      ),
  };
}
