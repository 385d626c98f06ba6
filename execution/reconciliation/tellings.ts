import type { Reconciliation, StopChildOwner, Telling } from '../../database/index.js';
import type { Instrument } from '../../domain/instrument.js';
import type { ExplainedDifference } from '../../domain/reconciliation/causes.js';
import type { MissingPosition } from '../../domain/reconciliation/hedge-gone.js';
import type { ForeignTrade } from './foreign-trades.js';

type Instruments = ReadonlyMap<string, Instrument>;

const tickerOf = (uid: string, instruments: Instruments): string => instruments.get(uid)?.ticker ?? uid;

/** An order that no task sent was executed: a stop order of a task placed it, or somebody else. */
export function tradeTelling(
  { name, brokerOrderId, execution, news }: ForeignTrade,
  {
    instruments,
    amounts,
    children,
  }: {
    readonly instruments: Instruments;
    readonly amounts: ReadonlyMap<string, number>;
    readonly children: ReadonlyMap<string, StopChildOwner>;
  },
): Telling {
  const { instrumentUid } = execution;
  const parent = children.get(brokerOrderId);
  return {
    subject: name,
    figure: String(execution.amount),
    entry: {
      taskId: parent?.taskId ?? null,
      kind: parent ? 'stop-trade' : 'foreign-trade',
      severity: 'info',
      data: {
        ticker: tickerOf(instrumentUid, instruments),
        brokerOrderId,
        direction: news > 0 ? 'buy' : 'sell',
        traded: Math.abs(news),
        amount: amounts.get(instrumentUid) ?? 0,
        ...(parent && { stopOrderId: parent.stopOrderId }),
      },
    },
  };
}

/** A position that no order explains. What it is from then on is what the next look expects. */
export function differenceTelling(
  { instrumentUid, amount, expected, explanation, guess }: ExplainedDifference,
  {
    instruments,
    reconciliation,
  }: { readonly instruments: Instruments; readonly reconciliation: Reconciliation },
): Telling {
  const last = reconciliation.positions.get(instrumentUid);
  return {
    subject: instrumentUid,
    // The same figures may come again another day.
    figure: `${reconciliation.version} ${amount - expected}`,
    entry: {
      taskId: null,
      kind: explanation ? 'position-explained' : 'position-differs',
      severity: explanation ? 'info' : 'warning',
      data: {
        ticker: tickerOf(instrumentUid, instruments),
        was: last?.amount ?? 0,
        since: last?.at.toISOString() ?? null,
        expected,
        amount,
        guess: explanation ?? guess,
      },
    },
  };
}

/** A running spread counts on more than the account holds, since somebody else traded. */
export function missingTelling(
  { taskId, instrumentUid, amount, held }: MissingPosition,
  instruments: Instruments,
): Telling {
  return {
    subject: `${taskId} ${instrumentUid}`,
    figure: `${amount} ${held}`,
    entry: {
      taskId,
      kind: 'hedge-gone',
      severity: 'warning',
      data: { ticker: tickerOf(instrumentUid, instruments), needed: amount, amount: held },
    },
  };
}
