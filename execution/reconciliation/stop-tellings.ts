import type { Telling } from '../../database/index.js';
import type { Instrument } from '../../domain/instrument.js';
import { instrumentUidOf, stopEntry, stopOrderIdOf } from '../../domain/reconciliation/entries.js';
import type { StopDifference } from '../../domain/reconciliation/stops.js';

/** Of an order that triggered the figure is what it placed: whoever sees that order executed knows it by this. */
export function stopTelling(
  difference: StopDifference,
  instruments: ReadonlyMap<string, Instrument>,
): Telling {
  const uid = instrumentUidOf(difference);
  return {
    subject: stopOrderIdOf(difference),
    figure: difference.kind === 'stop-triggered' ? (difference.stop.childOrderId ?? '') : '',
    entry: stopEntry(difference, instruments.get(uid)?.ticker ?? uid),
  };
}

/** So many tickers a person reads. */
const MOST_NAMED = 10;

/** A crash of the market triggers hundreds in a minute: one line a task tells people. */
export function triggeredTellings(differences: readonly StopDifference[]): Telling[] {
  const byTask = new Map<string, { ids: string[]; tickers: Set<string> }>();
  for (const difference of differences) {
    if (difference.kind !== 'stop-triggered') continue;
    const { stop, known } = difference;
    const of = byTask.get(known.taskId) ?? { ids: [], tickers: new Set() };
    byTask.set(known.taskId, of);
    of.ids.push(stop.stopOrderId);
    of.tickers.add(known.terms.ticker);
  }
  return [...byTask].map(([taskId, { ids, tickers }]) => ({
    subject: taskId,
    figure: ids.sort().join(' '),
    entry: {
      taskId,
      kind: 'stops-triggered',
      severity: 'report',
      data: {
        count: ids.length,
        tickers: [...tickers].slice(0, MOST_NAMED).join(', '),
        more: Math.max(0, tickers.size - MOST_NAMED),
      },
    },
  }));
}
