import {
  type GetOperationsByCursorRequest,
  type OperationItem,
  OperationState,
  type OperationsServiceClient,
  OperationsServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import type { Operation } from '../domain/account/operation.js';
import type { Instrument } from '../domain/instrument.js';
import type { OperationsReader } from './broker.js';
import type { GrpcClients } from './grpc/client.js';
import { fromOperation } from './operation-conversions.js';

/** The largest page that there is: operations have 200 calls a minute. */
const PAGE = 1_000;

type Asked = Partial<
  Pick<GetOperationsByCursorRequest, 'from' | 'to' | 'state' | 'instrumentId' | 'withoutCommissions'>
>;

export interface OperationsDependencies {
  readonly client: Pick<OperationsServiceClient, 'getOperationsByCursor'>;
  readonly accountId: string;
  /** From the catalogue; undefined for what it does not hold, or while it cannot be read. */
  readonly instrumentOf: (instrumentUid: string) => Promise<Instrument | undefined>;
  /** @default 1000 */
  readonly page?: number;
}

export const operationsClient = (clients: GrpcClients): OperationsDependencies['client'] =>
  clients.of(OperationsServiceDefinition, 'read');

/** A cursor that leads in a circle: what is read so far may not be all. */
export class OperationsCursorError extends Error {
  readonly code = 'operations-cursor';
  constructor(cursor: string) {
    super(`the broker's list of operations comes back to ${cursor}`);
    this.name = 'OperationsCursorError';
  }
}

export function createOperationsReader({
  client,
  accountId,
  instrumentOf,
  page = PAGE,
}: OperationsDependencies): OperationsReader {
  async function* pages(asked: Asked): AsyncGenerator<readonly OperationItem[]> {
    const seen = new Set<string>();
    for (let cursor = ''; ; ) {
      const answer = await client.getOperationsByCursor({
        ...{ ...asked, accountId, limit: page, operationTypes: [] },
        ...(cursor && { cursor }),
      });
      yield answer.items;
      if (!answer.hasNext || answer.nextCursor === '') return;
      cursor = answer.nextCursor;
      if (seen.has(cursor)) throw new OperationsCursorError(cursor);
      seen.add(cursor);
    }
  }

  const operationOf = async (item: OperationItem): Promise<Operation> =>
    fromOperation(item, item.instrumentUid ? await instrumentOf(item.instrumentUid) : undefined);

  return {
    async between({ from, to }) {
      const byId = new Map<string, OperationItem>();
      // What ends between the two readings is in the second; one that works may have executed a part.
      for (const state of [OperationState.OPERATION_STATE_PROGRESS, OperationState.OPERATION_STATE_EXECUTED])
        for await (const items of pages({ from, to, state }))
          for (const item of items) {
            byId.delete(item.id);
            byId.set(item.id, item);
          }
      const operations: Operation[] = [];
      for (const item of byId.values()) operations.push(await operationOf(item));
      // Told newest first; of one moment the order in which they are told is kept, the other way round.
      return operations.reverse().sort((one, other) => one.at.getTime() - other.at.getTime());
    },
    async *backwards({ from, to }, instrumentId) {
      const state = OperationState.OPERATION_STATE_EXECUTED;
      for await (const items of pages({ from, to, state, instrumentId, withoutCommissions: true })) {
        const operations: Operation[] = [];
        for (const item of items) operations.push(await operationOf(item));
        yield operations;
      }
    },
  };
}
