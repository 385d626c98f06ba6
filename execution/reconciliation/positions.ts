import { instrumentsOf } from '../../broker/instruments-of.js';
import {
  type CountedExecution,
  type Reconciliation,
  type StopChildOwner,
  saveReconciliation,
  spreadHoldings,
  type Telling,
} from '../../database/index.js';
import type { Instrument } from '../../domain/instrument.js';
import { explainDifferences } from '../../domain/reconciliation/causes.js';
import {
  addTurnover,
  type Execution,
  type Executions,
  executionOf,
  joinedExecutions,
  orderName,
  type Turnover,
} from '../../domain/reconciliation/executions.js';
import { missingPositions } from '../../domain/reconciliation/hedge-gone.js';
import { mayHaveExecuted } from '../../domain/reconciliation/orders.js';
import { judgePositions, type PositionsMemory } from '../../domain/reconciliation/positions.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { createForeignTrades, type ForeignTrade } from './foreign-trades.js';
import type { OrdersReading } from './read-orders.js';
import { differenceTelling, missingTelling, tradeTelling } from './tellings.js';

export interface PositionsLook {
  readonly reconciliation: Reconciliation;
  readonly before: OrdersReading;
  /** Reads the orders again. */
  readonly readAgain: () => Promise<OrdersReading>;
  /** What stop orders of ours placed, by the exchange's ids. */
  readonly children: ReadonlyMap<string, StopChildOwner>;
  readonly mayBeChild: (execution: Execution) => boolean;
  /** Whether old executions are to become a part of the position now. */
  readonly forgets: boolean;
}

/** The account's positions against what orders executed; what comes of it is saved, and told, in one transaction. */
export function createPositionsComparison(
  { db, broker }: Pick<ExecutionDependencies, 'db' | 'broker'>,
  { workerId, settleMs }: { readonly workerId: string; readonly settleMs: number },
) {
  const { mode, accountId } = broker;
  const foreign = createForeignTrades({ settleMs });
  let memory: PositionsMemory = { readings: [] };
  /** What nobody else saved after. */
  let savedVersion: string | undefined;

  return {
    /** @returns false where another look is worth while */
    async compare({
      reconciliation,
      before,
      readAgain,
      children,
      mayBeChild,
      forgets,
    }: PositionsLook): Promise<boolean> {
      const { version, executions: counted } = reconciliation;
      // Another worker may have made old executions a part of the position.
      if (version !== savedVersion) memory = { readings: [] };
      const askedAtMs = performance.now();
      const told = await broker.account.positions();
      const answeredAtMs = performance.now();
      const after = await readAgain();
      if (told.loading) return false;

      const instruments = await instrumentsOf(broker.instruments, [
        ...after.listed,
        ...told.securities,
        ...[...reconciliation.unexplained.keys()].map((instrumentUid) => ({ instrumentUid })),
      ]);
      const unreadable = new Set(
        after.listed
          .filter(({ instrumentUid, lotsExecuted }) => lotsExecuted > 0 && !instruments.has(instrumentUid))
          .map(({ instrumentUid }) => instrumentUid),
      );
      const isReadable = (uid: string) => !unreadable.has(uid);
      const amounts = new Map(
        told.securities
          .filter(({ instrumentUid }) => isReadable(instrumentUid))
          .map(({ instrumentUid, free, blocked }) => [instrumentUid, free + blocked]),
      );
      const known = joinedExecutions(counted, before.executions);
      const now = joinedExecutions(known, after.executions);
      const verdict = judgePositions({
        memory,
        remembered: {
          isAdopted: reconciliation.savedAgoMs !== undefined,
          unexplained: new Map([...reconciliation.unexplained].filter(([uid]) => isReadable(uid))),
          reading: lastReading(reconciliation),
        },
        look: {
          before: { ...before, executions: known },
          positions: { askedAtMs, answeredAtMs, amounts },
          after: { ...after, executions: now },
          mayHave: doubtsOf([before, after], instruments),
        },
        settleMs,
      });
      const trades = foreign.look({
        ...{ reconciliation, readings: [before, after], executions: now, mayBeChild },
      });
      const tellings = [
        ...trades.due.map((trade) => tradeTelling(trade, { instruments, amounts, children })),
        ...(await tellDifferences(verdict.differences)),
      ];
      const isSaved = await saveReconciliation(
        db,
        { mode, accountId, workerId, version },
        {
          unexplained: verdict.unexplained,
          positions: changed(verdict.explained, reconciliation),
          executions: news(now, trades.told, counted),
          ...(forgets && { kept: new Set([...before.executions.keys(), ...after.executions.keys()]) }),
          tellings,
        },
      );
      // Who saved meanwhile looks on.
      memory = isSaved && !forgets ? verdict.memory : { readings: [] };
      savedVersion = isSaved ? String(BigInt(version) + 1n) : undefined;
      return !isSaved || (verdict.unsettled.length === 0 && trades.areSettled);

      async function tellDifferences(differences: typeof verdict.differences): Promise<Telling[]> {
        const explained = explainDifferences(differences, {
          instrumentOf: (uid) => instruments.get(uid),
          nowMs: Date.now(),
          lastLookAtMs:
            reconciliation.savedAgoMs === undefined ? undefined : Date.now() - reconciliation.savedAgoMs,
        });
        const others = trades.due.filter(({ brokerOrderId }) => !children.has(brokerOrderId));
        const moved = movedBy(others, explained);
        const missing = moved.size === 0 ? [] : missingPositions(await needed(), { moved, held: amounts });
        return [
          ...explained.map((each) => differenceTelling(each, { instruments, reconciliation })),
          ...missing.map((each) => missingTelling(each, instruments)),
        ];
      }

      async function needed() {
        const holdings = await spreadHoldings(db, { mode, accountId });
        return holdings.flatMap(({ lots, ...each }) => {
          const lot = instruments.get(each.instrumentUid)?.lot;
          return lot === undefined ? [] : [{ ...each, amount: lots * lot }];
        });
      }
    },
  };
}

/** What was counted at the last look of any worker, on this process's clock. */
function lastReading({ savedAgoMs, executions }: Reconciliation) {
  if (savedAgoMs === undefined) return undefined;
  const atMs = performance.now() - savedAgoMs;
  return { askedAtMs: atMs, answeredAtMs: atMs, executions };
}

/** What orders may have executed that the log does not know the end of, and the broker's list does not hold. */
function doubtsOf(
  readings: readonly OrdersReading[],
  instruments: ReadonlyMap<string, Instrument>,
): Map<string, Turnover> {
  const doubts = new Map<string, Turnover>();
  const listed = new Set(readings.at(-1)?.listed.map(orderName));
  const known = new Map(
    readings.flatMap((reading) => reading.known.map((each) => [each.clientOrderId, each])),
  );
  for (const order of known.values()) {
    const lots = mayHaveExecuted(order);
    const lot = instruments.get(order.instrumentUid)?.lot;
    if (lots === 0 || lot === undefined || listed.has(orderName({ ...order, brokerOrderId: '' }))) continue;
    addTurnover(doubts, order.instrumentUid, executionOf(order, { lots, lot }).amount);
  }
  return doubts;
}

/** By instrument, what others traded and what nobody explains. */
function movedBy(
  trades: readonly ForeignTrade[],
  differences: readonly ReturnType<typeof explainDifferences>[number][],
): Map<string, number> {
  const moved = new Map<string, number>();
  const add = (uid: string, by: number) => moved.set(uid, (moved.get(uid) ?? 0) + by);
  for (const { execution, news: by } of trades) add(execution.instrumentUid, by);
  for (const { instrumentUid, amount, expected, explanation } of differences)
    if (!explanation) add(instrumentUid, amount - expected);
  return moved;
}

const changed = (
  explained: ReadonlyMap<string, number>,
  { positions }: Reconciliation,
): ReadonlyMap<string, number> =>
  new Map([...explained].filter(([uid, amount]) => positions.get(uid)?.amount !== amount));

const news = (
  executions: Executions,
  told: ReadonlyMap<string, number | null>,
  counted: Reconciliation['executions'],
): ReadonlyMap<string, CountedExecution> =>
  new Map(
    [...executions].flatMap(([name, execution]) => {
      const before = counted.get(name);
      const now = { ...execution, told: told.has(name) ? (told.get(name) ?? null) : (before?.told ?? null) };
      return before?.amount === now.amount && before.told === now.told ? [] : [[name, now]];
    }),
  );
