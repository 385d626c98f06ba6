import type { TaskRow } from '../database/index.js';
import type { PlannedStop } from '../domain/stop-task.js';
import type { SellbuyRequest, TaskRequest } from '../domain/task.js';
import type { CommandContext } from './define-command.js';
import { inTurn } from './in-turn.js';
import { mustNotBeHalted } from './mind-halt.js';

export interface StartTask<Request extends TaskRequest> {
  /** Also the name of its workflow. */
  readonly kind: string;
  /** Checks what is wanted; called only when nothing was started by this request yet. */
  readonly request: () => Promise<Request>;
  /** The queue row it comes from: at most one unfinished task each. */
  readonly origin?: string;
  /** What it is to place of stop orders; asked after the request is made. */
  readonly stops?: () => readonly PlannedStop[];
  /** False of what orders nothing. @default true */
  readonly mindsHalt?: boolean;
  /** Told whether this call made it; false where one of its origin is unfinished, which is answered then. */
  readonly onStarted?: (isNew: boolean) => void;
}

/**
 * Starts a task once a request. What the same request started, before or at this moment, is answered even where
 * checking it anew would refuse it: it may be its own order that the money is kept for.
 */
export async function startTask<Request extends TaskRequest>(
  { kind, request, origin, stops, mindsHalt = true, onStarted }: StartTask<Request>,
  context: CommandContext,
): Promise<TaskRow> {
  const { tasks, by } = context;
  const key = keyOf(context, origin);
  const started = () => startedBefore(context, origin);
  const before = await started();
  if (before) return before;
  try {
    if (mindsHalt) await mustNotBeHalted(context);
    return await inTurn(async (onWritten) => {
      const wanted = await request();
      return tasks.start({
        kind,
        request: wanted,
        by,
        onWritten: (isNew) => {
          onStarted?.(isNew);
          onWritten();
        },
        ...(stops && { stops: stops() }),
        ...(origin !== undefined && { origin }),
        ...(key !== undefined && { requestKey: key }),
      });
    });
  } catch (error) {
    const meanwhile = await started().catch(() => undefined);
    if (meanwhile) return meanwhile;
    throw error;
  }
}

/** Starts a purchase or a sale. */
export const startOrder = (
  order: Omit<StartTask<SellbuyRequest>, 'kind'>,
  context: CommandContext,
): Promise<TaskRow> => startTask({ kind: 'sellbuy', ...order }, context);

/** What the same request started of this origin before. */
export async function startedBefore(context: CommandContext, origin?: string): Promise<TaskRow | undefined> {
  const key = keyOf(context, origin);
  return key === undefined ? undefined : context.tasks.byRequestKey(key);
}

const keyOf = ({ requestKey }: CommandContext, origin: string | undefined): string | undefined =>
  requestKey && (origin === undefined ? requestKey : `${requestKey}#${origin}`);
