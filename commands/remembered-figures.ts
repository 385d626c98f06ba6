import type { Broker, Margin, MaxLots } from '../broker/broker.js';
import { BrokerError } from '../broker/errors.js';
import type { FuturesMargin, Instrument } from '../domain/instrument.js';
import type { Holdings } from './holdings.js';
import { marginNow } from './order-cost.js';

/**
 * A queue of many rows asks the same of the broker for each, and the broker lets some of it be asked a hundred times a
 * minute. What is held is never remembered, and what depends on it is only while it stays the same.
 */
const REMEMBERED_MS = 3_000;

export interface BrokerFigures {
  /** Undefined where the account has no margin trading. */
  margin(holdings: Holdings): Promise<Margin | undefined>;
  /** Undefined where the broker tells none of this instrument. */
  maxLots(instrument: Instrument, holdings: Holdings): Promise<MaxLots | undefined>;
  /** Undefined of what is no future. */
  guarantee(instrument: Instrument): Promise<FuturesMargin | undefined>;
}

const known = new WeakMap<Broker, BrokerFigures>();

/** The broker's figures of this moment, or of three seconds ago at most. */
export function figuresOf(broker: Broker): BrokerFigures {
  const figures = known.get(broker) ?? rememberedFigures(broker);
  known.set(broker, figures);
  return figures;
}

function rememberedFigures(broker: Broker): BrokerFigures {
  const margins = remembered(() => broker.account.margin());
  const lots = remembered((instrument: Instrument) => maxLotsOf(instrument, broker));
  const guarantees = remembered((instrument: Instrument) => marginNow(instrument, broker));
  return {
    margin: (holdings) => margins(printOf(holdings), undefined),
    maxLots: (instrument, holdings) => lots(`${instrument.uid} ${printOf(holdings)}`, instrument),
    guarantee: (instrument) => guarantees(instrument.uid, instrument),
  };
}

/** The same while nothing was executed, placed or cancelled. */
const printOf = ({ money, blockedMoney, securities }: Holdings): string =>
  JSON.stringify([money, blockedMoney, securities]);

/** A failure is not remembered. */
function remembered<Of, T>(read: (of: Of) => Promise<T>): (key: string, of: Of) => Promise<T> {
  const answers = new Map<string, { readonly atMs: number; readonly answer: Promise<T> }>();
  return (key, of) => {
    const nowMs = performance.now();
    for (const [each, { atMs }] of answers) if (nowMs - atMs > REMEMBERED_MS) answers.delete(each);
    const before = answers.get(key);
    if (before) return before.answer;
    const answer = read(of);
    answers.set(key, { atMs: nowMs, answer });
    answer.catch(() => answers.delete(key));
    return answer;
  };
}

/** Of what is not traded by API the broker tells none, which is told otherwise. */
async function maxLotsOf(instrument: Instrument, { account }: Broker): Promise<MaxLots | undefined> {
  try {
    return await account.maxLots({ instrument });
  } catch (error) {
    if (error instanceof BrokerError && error.remedy === 'final') return undefined;
    throw error;
  }
}
