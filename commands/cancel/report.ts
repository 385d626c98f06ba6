import {
  type CancelRow,
  type Database,
  itemsOfCancel,
  onlyAccountOf,
  type reportCancel,
  runningCancel,
} from '../../database/index.js';
import type { CancelledItem } from '../../domain/cancel/item.js';
import type { JournalEntry } from '../../domain/journal.js';
import type { TaskService } from '../../tasks/index.js';
import type { Owing } from './owing.js';

/** How far a cancelling of everything is, or what it came to; as it is shown everywhere. */
export interface CancelJson {
  readonly number: number;
  readonly state: CancelRow['state'];
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly askedAt: string;
  readonly reportedAt: string | null;
  readonly tasks: readonly string[];
  readonly orders: Progress;
  readonly stopOrders: Progress;
  /** What the exchange executed before its cancel. */
  readonly executed: readonly CancelledItem[];
  /** What works on, each with its reason. */
  readonly left: readonly CancelledItem[];
}

interface Progress {
  readonly seen: number;
  readonly cancelled: number;
  readonly open: number;
}

export async function cancelJson(db: Database, row: CancelRow): Promise<CancelJson> {
  const items = await itemsOfCancel(db, row.id);
  const { id: number, state, by, askedAt, reportedAt, tasks } = row;
  return {
    ...{ number, state, by, tasks, askedAt: askedAt.toISOString() },
    reportedAt: reportedAt?.toISOString() ?? null,
    ...progressOf(items),
  };
}

interface Asking {
  readonly db: Database;
  readonly tasks: Pick<TaskService, 'account'>;
}

/** Whose everything is cancelled: while the broker has not told it, that of the tasks; undefined where nobody can say. */
export async function accountToCancel({ db, tasks }: Asking) {
  const { mode, accountId: told } = tasks.account();
  const accountId = told ?? (await onlyAccountOf(db, mode));
  return accountId === undefined ? undefined : { mode, accountId };
}

/** What is being cancelled now, if anything is. */
export async function cancelNow(context: Asking): Promise<CancelJson | undefined> {
  const account = await accountToCancel(context);
  const row = account && (await runningCancel(context.db, account));
  return row && cancelJson(context.db, row);
}

function progressOf(
  items: readonly CancelledItem[],
): Pick<CancelJson, 'orders' | 'stopOrders' | 'executed' | 'left'> {
  const of = (kind: CancelledItem['kind']): Progress => {
    const those = items.filter((item) => item.kind === kind);
    const count = (state: CancelledItem['state']) => those.filter((item) => item.state === state).length;
    return { seen: those.length, cancelled: count('cancelled'), open: count('open') };
  };
  return {
    orders: of('order'),
    stopOrders: of('stop-order'),
    executed: items.filter(({ executedLots }) => executedLots > 0),
    left: items.filter(({ state }) => state === 'left'),
  };
}

/** A message of a chat holds no more of them, and nobody reads more messages. */
const MOST_LINES = 15;
const MOST_LEFT_TOLD = 10;

/** `SBER +10 @ 300.5`, a plus for a purchase. */
export const figuresOfItem = (
  { ticker, direction }: Pick<CancelledItem, 'ticker' | 'direction'>,
  { lots, price }: { lots: number; price: string | null },
): string => `${ticker} ${direction === 'buy' ? '+' : '−'}${lots}${price === null ? '' : ` @ ${price}`}`;

/** The lines of some; null for none. */
export function linesOf<T>(things: readonly T[], lineOf: (thing: T) => string): string | null {
  if (things.length === 0) return null;
  const lines = things.slice(0, MOST_LINES).map(lineOf);
  return [...lines, ...(things.length > MOST_LINES ? ['…'] : [])].join('\n');
}

export const owingLine = ({ task, ticker, lots }: Owing): string => `${task}: ${ticker} ${lots}`;

export interface Reported {
  readonly row: CancelRow;
  readonly items: readonly CancelledItem[];
  readonly owing: readonly Owing[];
  /** Of ours, that were sent before and that nobody finds. */
  readonly doubts: { readonly orders: number; readonly stopOrders: number };
}

/** What people are told at its end, once. Orders in doubt are watched for anyway; stop orders are by who reports this. */
export function reportOf({ row, items, owing, doubts }: Reported): Parameters<typeof reportCancel>[2] {
  const { orders, stopOrders, executed, left } = progressOf(items);
  const number = row.id;
  const triggered = items.filter(({ kind, state }) => kind === 'stop-order' && state === 'executed');
  const executedLines = linesOf(executed, (item) =>
    figuresOfItem(item, { lots: item.executedLots, price: item.averagePrice }),
  );
  const entries: JournalEntry[] = [
    {
      ...{ taskId: null, kind: 'cancel-done', severity: left.length === 0 ? 'report' : 'warning' },
      data: {
        ...{ number, tasks: row.tasks.length, orders: orders.cancelled, stopOrders: stopOrders.cancelled },
        ...{
          executed: executedLines,
          left: left.length,
          triggered: triggered.length,
          owing: linesOf(owing, owingLine),
        },
      },
    },
    ...left.slice(0, MOST_LEFT_TOLD).map(leftEntry),
  ];
  if (doubts.orders + doubts.stopOrders > 0)
    entries.push({
      ...{ taskId: null, kind: 'cancel-watches', severity: 'warning' },
      data: { number, ...doubts },
    });
  const state = doubts.stopOrders > 0 ? 'watching' : 'done';
  return { state, result: { owing, doubts }, ended: triggered, entries };
}

const leftEntry = ({ taskId, ticker, direction, lots, price, reason }: CancelledItem): JournalEntry => ({
  ...{ taskId, kind: 'cancel-left', severity: 'warning' },
  data: { ticker, direction, lots, price, code: reason?.code ?? '', ...reason?.data },
});
