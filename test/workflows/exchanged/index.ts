import type { SellbuyInput } from '../../../workflows/messages.js';
import { executing, finish } from '../../../workflows/task-activities.js';
import { trackTask } from '../../../workflows/track-task.js';

/** The sellbuy workflow with two of its activities exchanged: reports first, executes afterwards. A replay must notice. */
export async function sellbuy(input: SellbuyInput): Promise<void> {
  const task = trackTask(input);
  const { direction, ticker, amount } = input.request;
  const nothing = { direction, ticker, amount, executed: 0, averagePrice: null, commission: '0' };
  await finish({ taskKey: task.key, taskId: input.taskId, state: 'done', result: nothing });
  await executing('follow the price')({ taskKey: task.key });
}
