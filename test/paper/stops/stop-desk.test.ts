import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Exchange } from '../../../paper/exchange/exchange.js';
import { Recorder } from '../../../paper/exchange/recorder.js';
import type { StopRequest } from '../../../paper/exchange/stop-checks.js';
import type { ExchangeEvent } from '../../../paper/state/events.js';
import { readLines } from '../../../paper/state/lines.js';
import { SnapshotReader } from '../../../paper/state/snapshot.js';
import { ExchangeState, FIRST_ACCOUNT_ID } from '../../../paper/state/state.js';
import { openStore } from '../../../paper/state/store.js';
import { eventually } from '../../support/eventually.js';
import { newDataDir } from '../paper-client.js';
import { catalogue, sber } from './stop-model.js';

/** An exchange without its servers and timers; SBER was traded at 300, and there is a bid at every rouble below. */
function open() {
  const { dataDir, remove } = newDataDir();
  const store = openStore({ dataDir, catalogue });
  const { state, journal } = store;
  const recorder = new Recorder(store);
  const bids = Array.from({ length: 20 }, (_, index) => [30_000 - 100 * index, 5] as const);
  const exchange = new Exchange({ state, catalogue, recorder, makeLadder: () => ({ bids, asks: [] }) });
  const account = exchange.account(FIRST_ACCOUNT_ID);
  if (!account) throw new Error('there is no account');
  exchange.rebase(sber, 30_000);
  exchange.accounts.set({
    kind: 'account-set',
    accountId: account.id,
    positions: [{ ticker: 'SBER', amount: 100, averagePrice: '300' }],
  });
  const stopLoss = (stopTicks: number, fields: Partial<StopRequest> = {}) =>
    exchange.stops.place(
      {
        requestId: `key ${stopTicks}`,
        account,
        instrument: sber,
        direction: 'sell',
        lots: 1,
        kind: 'stop-loss',
        child: 'market',
        stopPriceNano: BigInt(stopTicks) * sber.stepNano,
        priceNano: undefined,
        priceUnit: 'roubles',
        trailing: undefined,
        expiresAtMs: undefined,
        margin: false,
        ...fields,
      },
      { hideMs: 0 },
    );
  const sell = (lots: number) =>
    exchange.trade(sber, { side: 'sell', lots, limitTicks: undefined }, { keep: false });
  const close = () => {
    journal.close();
    remove();
  };
  /** What is in the file, apart from the snapshot that it begins with. */
  const kindsOnDisk = (): string[] => {
    const snapshot = new SnapshotReader(new ExchangeState(catalogue));
    return [...readLines(join(dataDir, 'paper', 'journal-000001.jsonl'))]
      .filter(({ text }) => !snapshot.take(text))
      .map(({ text }) => (JSON.parse(text) as ExchangeEvent).kind);
  };
  return { exchange, kindsOnDisk, stopLoss, sell, close };
}

test('nobody hears of the trade that met a stop before the trigger, the child and its fill are on the disk', () => {
  const { exchange, kindsOnDisk, stopLoss, sell, close } = open();
  const first = stopLoss(29_900);
  const second = stopLoss(29_800);
  const onDisk: string[][] = [];
  exchange.trades.subscribe(() => onDisk.push(kindsOnDisk()));
  // 5 at 300, 5 at 299: the first stop takes one of those at 298, which triggers the second.
  sell(10);
  expect([first.status, second.status]).toEqual(['executed', 'executed']);
  expect(onDisk[0]?.filter((kind) => kind === 'stop-triggered')).toHaveLength(2);
  expect(onDisk[0]?.filter((kind) => kind === 'fill')).toHaveLength(2);
  expect(exchange.state.orders.get(first.orderId ?? '')?.trades).toMatchObject([{ ticks: 29_800 }]);
  expect(exchange.state.orders.get(second.orderId ?? '')?.trades).toMatchObject([{ ticks: 29_800 }]);
  close();
});

test('a stop order that is due triggers no more, though no timer ran', async () => {
  const { stopLoss, sell, close } = open();
  const expiresAtMs = Date.now() + 5;
  const due = stopLoss(29_900, { expiresAtMs });
  const later = stopLoss(29_900, { requestId: 'later', expiresAtMs: expiresAtMs + 86_400_000 });
  await eventually(() => Date.now() >= expiresAtMs, { what: 'the date comes', everyMs: 1 });
  sell(10);
  expect([due.status, later.status]).toEqual(['expired', 'executed']);
  close();
});

test('of thousands of stop orders only the one that is met does anything', () => {
  const { exchange, stopLoss, sell, close } = open();
  for (let number = 0; number < 2_000; number += 1) stopLoss(20_000 + number, { requestId: `far ${number}` });
  const near = stopLoss(29_900);
  const before = exchange.state.nextSeq;
  sell(10);
  expect(near.status).toBe('executed');
  // The trigger, the child and its fill; nothing of the others.
  expect(exchange.state.nextSeq - before).toBe(3);
  expect(exchange.state.stops.active.size).toBe(2_000);
  close();
});
