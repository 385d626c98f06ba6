import type { Broker } from '../broker/broker.js';
import type { CommandContext } from './define-command.js';

/** What is free may be spent by a row that was started just before. */
const POSITIONS_KEPT_MS = 1_000;

const known = new WeakMap<CommandContext, Broker>();

/**
 * The broker as one request sees it: what it tells of the account and of markets is read once, however many rows are
 * about it, before the question and at the start alike. Twenty spreads would else take more calls than a minute has.
 * What running tasks have yet to use is not among it, that is read from the database each time.
 */
export function brokerOfRequest(context: CommandContext): Broker {
  const before = known.get(context);
  if (before) return before;
  const broker = readingOnce(context.broker);
  known.set(context, broker);
  return broker;
}

function readingOnce(broker: Broker): Broker {
  const { instruments, account } = broker;
  const readers = {
    instruments: derived(instruments, {
      book: once(instruments.book, (uid) => uid),
      lastPrices: once(instruments.lastPrices, (uids) => uids.join()),
      futuresMargin: once(instruments.futuresMargin, (uid) => uid),
    }),
    account: derived(account, {
      // What a row's first order takes is to be seen by the rows after it.
      positions: once(account.positions, () => '', POSITIONS_KEPT_MS),
      margin: once(account.margin, () => ''),
      maxLots: once(account.maxLots, ({ instrument, price }) => `${instrument.uid} ${price?.toFixed()}`),
    }),
  };
  return derived(broker, readers);
}

/** Not a copy: what is told by getters stays so. */
const derived = <T extends object>(of: T, changed: Partial<T>): T =>
  Object.create(of, Object.getOwnPropertyDescriptors(changed)) as T;

/** What failed is asked again by whoever comes next. */
function once<Args extends readonly unknown[], Answer>(
  read: (...args: Args) => Promise<Answer>,
  keyOf: (...args: Args) => string,
  keptMs = Number.POSITIVE_INFINITY,
): (...args: Args) => Promise<Answer> {
  const answers = new Map<string, { readonly answer: Promise<Answer>; readonly atMs: number }>();
  return (...args) => {
    const key = keyOf(...args);
    const before = answers.get(key);
    const nowMs = performance.now();
    if (before && nowMs - before.atMs <= keptMs) return before.answer;
    const answer = read(...args);
    answers.set(key, { answer, atMs: nowMs });
    answer.catch(() => answers.delete(key));
    return answer;
  };
}
