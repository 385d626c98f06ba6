import type { TaskRow } from '../database/index.js';
import type { SellbuyRequest } from '../domain/task.js';
import type { CommandContext } from './define-command.js';
import { inTurn } from './in-turn.js';
import { mustNotBeHalted } from './mind-halt.js';

export interface StartOrder {
  /** Checks what is wanted; called only when nothing was started by this request yet. */
  readonly request: () => Promise<SellbuyRequest>;
  /** The queue row it comes from: at most one unfinished task each. */
  readonly origin?: string;
}

/**
 * Starts a task once a request. What the same request started, before or at this moment, is answered even where
 * checking it anew would refuse it: it may be its own order that the money is kept for.
 */
export async function startOrder({ request, origin }: StartOrder, context: CommandContext): Promise<TaskRow> {
  const { tasks, by, requestKey } = context;
  const key = requestKey && (origin === undefined ? requestKey : `${requestKey}#${origin}`);
  const started = async () => (key === undefined ? undefined : tasks.byRequestKey(key));
  const before = await started();
  if (before) return before;
  try {
    await mustNotBeHalted(context);
    return await inTurn(async (onWritten) =>
      tasks.start({
        kind: 'sellbuy',
        request: await request(),
        by,
        onWritten,
        ...(origin !== undefined && { origin }),
        ...(key !== undefined && { requestKey: key }),
      }),
    );
  } catch (error) {
    const meanwhile = await started().catch(() => undefined);
    if (meanwhile) return meanwhile;
    throw error;
  }
}
