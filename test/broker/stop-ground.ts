/** Stop orders of SBER below its last price, 300, on an exchange of its own with a shortened window. */
import { v4 as uuidv4 } from 'uuid';
import type { Broker } from '../../broker/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { StopTerms } from '../../domain/stop-order.js';
import { startPaperBroker } from './paper-broker.js';

export type StopGround = Awaited<ReturnType<typeof openStopGround>>;

export async function openStopGround({ rateWindowMs }: { rateWindowMs: number }) {
  const paper = await startPaperBroker({ rateWindowMs });
  const { control, sber } = paper;
  // The pace of all calls together is as much quicker as the window is shorter.
  const broker = await paper.connect({ paceMinuteMs: rateWindowMs });
  await control.book('SBER', { bids: [['290', 1_000_000]], asks: [['300', 1_000_000]] });
  await control.trade('SBER', { side: 'buy', lots: 1, price: '300' });

  const termsAt = (kopecksBelow: number, change: Partial<StopTerms> = {}): StopTerms => {
    const price = new Decimal(300).sub(new Decimal(kopecksBelow).div(100)).toFixed(2);
    return {
      instrumentUid: sber.uid,
      ticker: sber.ticker,
      direction: 'buy',
      lots: 1,
      kind: 'take-profit',
      stopPrice: price,
      child: { type: 'limit', price },
      expiry: { type: 'till-cancel' },
      margin: false,
      priceUnit: 'roubles',
      ...change,
    };
  };
  const place = async (terms: StopTerms, from: Broker = broker) =>
    (await from.stopOrders.post({ ...terms, clientOrderId: uuidv4(), instrument: sber })).stopOrderId;
  return {
    ...paper,
    broker,
    termsAt,
    place,
    /** The n-th is n + 1 kopecks below the last price. */
    placeMany: (count: number, change: (n: number) => Partial<StopTerms> = () => ({})) =>
      Promise.all(Array.from({ length: count }, (_, n) => place(termsAt(n + 1, change(n))))),
    /** Somebody sells down to there: what waits at a higher price triggers. */
    async fallBy(kopecks: number) {
      const price = termsAt(kopecks).stopPrice;
      await control.book('SBER', { bids: [[price, 10]], asks: [['300', 1_000_000]] });
      await control.trade('SBER', { side: 'sell', lots: 1, price });
    },
    /** How each ended, by the ledger: of those that did not nothing is told. */
    async ends(): Promise<ReadonlyMap<string, string>> {
      const ends = new Map<string, string>();
      for (const entry of await control.ledger()) {
        const { stopOrderId = '', kind, cause } = entry as typeof entry & { cause?: string };
        if (kind === 'stop-triggered') ends.set(stopOrderId, 'executed');
        if (kind === 'stop-cancelled') ends.set(stopOrderId, cause === 'expired' ? 'expired' : 'cancelled');
      }
      return ends;
    },
    calls: async (method: string) =>
      (await control.ledger()).filter((entry) => entry.kind === 'call' && entry.method === method).length,
  };
}
