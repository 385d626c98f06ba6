import { randomBytes } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { sharedServer } from './environment.js';
import { eventually } from './eventually.js';

/** `host:port` of the run's Temporal server. */
export const temporalAddress = (): string => sharedServer('TEST_TEMPORAL_ADDRESS');

const DAY_SECONDS = 86_400;

/** Registers a fresh namespace and waits until the server knows it everywhere. @returns its name */
export async function createTestNamespace(address: string = temporalAddress()): Promise<string> {
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const connection = await Connection.connect({ address });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      // A plain object has to do for the protobuf Long: `Long` is no dependency of ours.
      workflowExecutionRetentionPeriod: { seconds: DAY_SECONDS as never },
    });
    // The frontend knows it at once; history and matching read their caches anew after a moment.
    await eventually(() => connection.workflowService.listWorkflowExecutions({ namespace, pageSize: 1 }), {
      what: `the namespace ${namespace}`,
      timeoutMs: 15_000,
    });
    return namespace;
  } finally {
    await connection.close();
  }
}
