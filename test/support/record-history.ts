import { mkdirSync, writeFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

/** Where a run keeps the histories it makes, when it is asked to: see docs/workflows.md. */
const folder = process.env.RECORD_HISTORIES;

/** Keeps the history of a finished task as `<name>.binpb`, if `RECORD_HISTORIES` names a folder. */
export async function recordHistory(
  client: Client,
  { taskId, runId, name }: { taskId: string; runId?: string; name: string },
): Promise<void> {
  if (!folder) return;
  const history = await client.workflow.getHandle(taskId, runId).fetchHistory();
  // Where the files were on the machine that recorded it is nobody's business, and no part of a replay.
  for (const event of history.events ?? []) {
    const { workflowExecutionFailedEventAttributes: failed, ...others } = event;
    const refused = others.workflowExecutionUpdateCompletedEventAttributes?.outcome;
    for (const each of [failed, refused]) if (each?.failure) each.failure.stackTrace = '';
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${name}.binpb`, temporal.api.history.v1.History.encode(history).finish());
}
