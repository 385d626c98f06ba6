import Type from 'typebox';
import { appendToJournal, inTransaction, liftHalt, readHalt } from '../database/index.js';
import { TaskState } from '../domain/task.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { NotHaltedError } from './errors.js';
import { type HaltJson, haltJson } from './mind-halt.js';
import { nothingFromWords } from './order-words.js';

const ALL = 1_000;

interface Preview extends HaltJson {
  /** How many tasks go on ordering. */
  readonly count: number;
  /** Their ids, oldest first. */
  readonly tasks: string;
}

/** Lifts a halt: tasks go on. It lets orders go out again, so it asks first, and lifts the halt that was shown alone. */
export const unhalt = defineCommand({
  name: 'unhalt',
  arguments: Type.Object({}, { additionalProperties: false }),
  confirm: 'always',
  fromWords: (words) => nothingFromWords('unhalt', words),
  async preview(_, context): Promise<Preview> {
    const halt = haltJson(await readHalt(context.db));
    if (!halt) throw new NotHaltedError();
    const tasks = await goingOn(context);
    return { ...halt, count: tasks.length, tasks: tasks.join(', ') };
  },
  async run(_, context) {
    const { db, by } = context;
    const { since } = context.agreed as Preview;
    const tasks = await goingOn(context);
    await inTransaction(db, async (transaction) => {
      if (!(await liftHalt(transaction, { since: new Date(since) }))) throw new NotHaltedError();
      await appendToJournal(transaction, [
        { taskId: null, kind: 'unhalted', severity: 'report', data: { by } },
      ]);
    });
    return { kind: 'result', result: { count: tasks.length, tasks: tasks.join(', ') } };
  },
});

async function goingOn({ tasks }: CommandContext): Promise<string[]> {
  const rows = await tasks.listOwn({ unfinished: true, limit: ALL });
  return rows
    .filter(({ state, wish }) => state !== TaskState.paused && wish.mode === 'run')
    .map(({ id }) => id)
    .reverse();
}
