/** What is saved comes back as it was, whatever it is, whenever a worker dies, and whatever becomes of answers. */
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as leg from '../../../domain/leg.js';
import type { StopSnapshot, StopTerms } from '../../../domain/stop-order.js';
import * as doubtful from '../../../execution/stop-orders/doubtful-stop.js';
import type { OnStep, StashGround } from './stash-ground.js';

/** What was not found by then never appears: three minutes, which no test waits for. */
const APPEARS_WITHIN_MS = 300;
jest.unstable_mockModule('../../../domain/leg.js', () => ({ ...leg, APPEARS_WITHIN_MS }));
/** Here what the dead sent has arrived before the next one begins, and its answer never comes. */
const SENT_SOONER_MS = 8_000;
jest.unstable_mockModule('../../../execution/stop-orders/doubtful-stop.js', () => ({
  doubtfulStop(...all: Parameters<typeof doubtful.doubtfulStop>) {
    const doubt = doubtful.doubtfulStop(...all);
    return { ...doubt, lastSentAtMs: doubt.lastSentAtMs - SENT_SOONER_MS };
  },
}));
const { changeStashOrder } = await import('../../../database/index.js');
const { contentOf, lastPriceOf, openStashGround, percentOf } = await import('./stash-ground.js');
const { stopsOfEveryKind } = await import('./stop-of-every-kind.js');

let ground: StashGround;
beforeAll(async () => {
  ground = await openStashGround();
}, 60_000);
afterAll(() => ground?.stop());
afterEach(async () => {
  await ground?.control.clearFaults();
  await ground?.control.stopKeys(true);
  await ground?.cancelAll();
  // Of another test nothing is there, so nothing is there too often.
  (await ground?.judged())?.noMoreThanNow();
});

const SHARE = 'SBER';
const BOND = 'SU26238RMFS4';

let lots = 1;

/** Purchases so many percent of the last price: they wait. Nothing of an earlier test is the same. */
async function waiting(...percents: readonly number[]): Promise<StopTerms[]> {
  const instrument = await ground.instrument(SHARE);
  const price = await lastPriceOf(ground.broker, instrument);
  lots += 1;
  return percents.map((percent) => ({
    instrumentUid: instrument.uid,
    ticker: instrument.ticker,
    direction: 'buy',
    lots,
    kind: 'take-profit',
    stopPrice: percentOf(price, percent, instrument),
    child: { type: 'limit', price: percentOf(price, percent, instrument) },
    expiry: { type: 'till-cancel' },
    margin: false,
    priceUnit: 'roubles',
  }));
}

describe('a stash', () => {
  test('of one order of every kind comes back equal in all that the broker tells', async () => {
    const { broker } = ground;
    const share = await ground.instrument(SHARE);
    const future = (await broker.instruments.ofAsset(share.positionUid)).find(
      ({ kind }) => kind === 'future',
    );
    for (const instrument of [share, await ground.instrument(BOND), future]) {
      if (!instrument) throw new Error('there is no future of this share');
      await ground.place(...stopsOfEveryKind(instrument, await lastPriceOf(broker, instrument)));
    }
    const before = await ground.active();
    expect(before).toHaveLength(144);
    const { saved, figures } = await ground.stash();
    expect(figures).toMatchObject({
      reason: 'complete',
      amount: 144,
      failed: 0,
      notPlaceable: 0,
      triggered: 0,
    });
    expect(await ground.active()).toEqual([]);
    const restored = await ground.restore(saved?.id ?? 0);
    expect(restored.figures).toMatchObject({ amount: 144, same: 144, differs: 0, before: null });
    expect(contentOf(await ground.active())).toEqual(contentOf(before));
    expect((await ground.judged()).findings).toEqual([]);
  }, 60_000);
});

/** Walks all the steps of something: at each of them in turn `at` happens, until there is no such step any more. */
async function walk(
  at: (number: number) => OnStep,
  tell: (onStep: OnStep) => Promise<{ taken: readonly string[] }>,
) {
  for (let number = 1; ; number += 1) {
    const { taken } = await tell(at(number));
    if (number > taken.length) return number - 1;
  }
}
const dieAt =
  (number: number): OnStep =>
  (step) =>
    step !== number;

describe('a worker that dies at any step', () => {
  test('of a stash loses no order, and cancels none that is not saved, nor one that came later', async () => {
    const { control } = ground;
    const orders = await waiting(90, 92, 92);
    const [later] = await waiting(80);
    if (!later) throw new Error('one comes later');
    const steps = await walk(dieAt, async (onStep) => {
      const before = await ground.place(...orders);
      const since = (await ground.judged()).lastSeq;
      let placing: Promise<unknown> | undefined;
      const { taken, saved, figures, lives } = await ground.stash({}, async (step, what) => {
        const lives = await onStep(step, what);
        // Whoever goes on finds an order that was placed when all had been saved.
        if (what === 'cancel') placing ??= ground.place(later);
        return lives;
      });
      await placing;
      expect(contentOf(await ground.active())).toHaveLength(placing ? 1 : 0);
      expect(saved?.orders.map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled', 'cancelled']);
      expect(saved?.orders.map(({ snapshot }) => snapshot.stopOrderId).sort()).toEqual(
        before.map(({ stopOrderId }) => stopOrderId).sort(),
      );
      expect(figures).toMatchObject({ reason: 'complete', amount: 3, failed: 0 });
      const ended = (await control.ledger(since)).filter(({ kind }) => kind === 'stop-cancelled');
      expect(ended).toHaveLength(3);
      await ground.cancelAll();
      return { taken: lives > 1 ? Array(1_000).fill('') : taken };
    });
    expect(steps).toBeGreaterThan(6);
    expect((await ground.judged()).findings).toEqual([]);
  }, 30_000);

  test('of a restore loses no order and places none twice, keys honoured or not, and keeps what it cleans away', async () => {
    const { control } = ground;
    const [first, twin, second, other, another] = await waiting(90, 90, 92, 85, 86);
    if (!first || !twin || !second || !other || !another) throw new Error('five wait');
    await ground.place(first, twin, second, other, another);
    const judge = await ground.judged();
    judge.noMoreThanNow();
    const isSaved = ({ stopPrice }: StopSnapshot) =>
      [first, second].some((each) => stopPrice.eq(each.stopPrice));
    const ids = (await ground.active()).filter(isSaved).map(({ stopOrderId }) => stopOrderId);
    const { saved } = await ground.stash({ ids });
    expect(await ground.active()).toHaveLength(2);
    await ground.cancelAll();
    await control.stopKeys(false);
    const steps = await walk(dieAt, async (onStep) => {
      // One of the stash waits already, and two that are not of it.
      await ground.place(second, other, another);
      const since = (await ground.judged()).lastSeq;
      const { taken, before, figures, lives } = await ground.restore(saved?.id ?? 0, {}, onStep);
      expect(figures).toMatchObject({
        reason: 'complete',
        amount: 2,
        same: 3,
        differs: 0,
        there: 1,
        cleaned: 2,
      });
      const active = await ground.active();
      expect(active.map(({ stopPrice }) => stopPrice.toFixed()).sort()).toEqual(
        [first, twin, second].map(({ stopPrice }) => stopPrice).sort(),
      );
      expect(before?.orders.map(({ terms, outcome }) => [terms?.stopPrice, outcome]).sort()).toEqual(
        [
          [second.stopPrice, 'kept'],
          [other.stopPrice, 'cancelled'],
          [another.stopPrice, 'cancelled'],
        ].sort(),
      );
      const told = (await control.ledger(since)).map(({ kind }) => kind);
      expect(told.filter((kind) => kind === 'stop-placed')).toHaveLength(2);
      expect(told.filter((kind) => kind === 'stop-cancelled')).toHaveLength(2);
      expect((await ground.judged()).findings).toEqual([]);
      await ground.cancelAll();
      return { taken: lives > 1 ? Array(1_000).fill('') : taken };
    });
    expect(steps).toBeGreaterThan(12);
  }, 300_000);
});

/** Others trade at so many percent of the price, and take what waits there of what triggered before. */
async function tradeAt(price: { toNumber(): number }, percent: number): Promise<void> {
  const at = percentOf(price, percent, await ground.instrument(SHARE));
  const level = [[at, 10_000]] as const;
  const side = percent < 100 ? 'sell' : 'buy';
  await ground.control.book(SHARE, { bids: side === 'sell' ? level : [], asks: side === 'buy' ? level : [] });
  await ground.control.trade(SHARE, { side, lots: 1_000, price: at });
}

describe('triggers that race cancels, lost and late answers', () => {
  test('each order is cancelled and kept, or executed and said to be; all that was cancelled comes back', async () => {
    const { control, broker } = ground;
    const price = await lastPriceOf(broker, await ground.instrument(SHARE));
    await control.stopKeys(false);
    await ground.place(...(await waiting(95, 95, 94, 90, 89, 88, 80, 80)));
    const before = (await ground.judged()).active;
    const since = (await ground.judged()).lastSeq;
    await control.fault({ method: 'CancelStopOrder', kind: 'lose-answer', count: 2 });
    await control.fault({ method: 'CancelStopOrder', kind: 'unavailable', count: 1 });
    let cancels = 0;
    const { saved, figures } = await ground.stash({}, async (_, what) => {
      if (what !== 'cancel') return true;
      cancels += 1;
      // The first cancel is late for its trigger; the others are on their way.
      if (cancels === 1) await tradeAt(price, 94);
      return true;
    });
    await tradeAt(price, 100);
    const ledger = await control.ledger(since);
    const ended = (kind: string) =>
      new Set(ledger.flatMap((each) => (each.kind === kind ? [each.stopOrderId ?? ''] : [])));
    const outcomes = new Map(saved?.orders.map(({ snapshot, outcome }) => [snapshot.stopOrderId, outcome]));
    const idsOf = (wanted: string) =>
      new Set([...outcomes].flatMap(([id, is]) => (is === wanted ? [id] : [])));
    expect(idsOf('executed')).toEqual(ended('stop-triggered'));
    expect(idsOf('cancelled')).toEqual(ended('stop-cancelled'));
    const { triggered = 0 } = figures;
    expect(triggered).toBeGreaterThan(0);
    expect(figures).toMatchObject({ reason: 'complete', amount: 8, failed: 0, gone: 0 });
    expect(await ground.active()).toEqual([]);

    // What is cleaned away may trigger too; of what is placed answers are lost, and come late.
    const [cleaned] = await waiting(97);
    if (!cleaned) throw new Error('one is cleaned away');
    await ground.place(cleaned);
    await control.fault({ method: 'PostStopOrder', kind: 'lose-answer', count: 1 });
    await control.fault({ method: 'PostStopOrder', kind: 'appear-late', ms: 200, count: 1 });
    await control.fault({ method: 'PostStopOrder', kind: 'unavailable', count: 1 });
    const restored = await ground.restore(saved?.id ?? 0, {}, async (_, what) => {
      if (what === 'cancel') {
        await tradeAt(price, 96.5);
        await tradeAt(price, 100);
      }
      return true;
    });
    expect(restored.figures).toMatchObject({
      reason: 'complete',
      amount: 8 - triggered,
      same: 8 - triggered,
      skipped: triggered,
      triggered: 1,
      cleaned: 0,
    });
    expect(restored.before?.orders.map(({ outcome }) => outcome)).toEqual(['executed']);
    const judge = await ground.judged();
    judge.compareActive(before);
    expect(judge.findings).toEqual([]);
    expect(await ground.active()).toHaveLength(8 - triggered);
  }, 60_000);
});

describe('what triggered meanwhile is not placed again', () => {
  test('as the former one of an order that was changed, while it is cleaned away; nor is what came later touched', async () => {
    const { broker, db } = ground;
    const price = await lastPriceOf(broker, await ground.instrument(SHARE));
    const [low, high, later] = await waiting(90, 95, 85);
    if (!low || !high || !later) throw new Error('three wait');
    await ground.place(low, high);
    const { saved } = await ground.stash({ keep: true });
    const position = saved?.orders.find(({ terms }) => terms?.stopPrice === high.stopPrice)?.position ?? 0;
    const edited = { ...high, lots: 50 };
    await changeStashOrder(db, { stashId: saved?.id ?? 0, position }, { edited });
    const cleanIds = (await ground.active()).map(({ stopOrderId }) => stopOrderId);
    await ground.place(later);
    const { figures, before } = await ground.restore(saved?.id ?? 0, { cleanIds }, async (_, what) => {
      if (what === 'cancel') await tradeAt(price, 94.5);
      return true;
    });
    await tradeAt(price, 100);
    expect(before?.orders.find(({ outcome }) => outcome !== 'kept')?.outcome).toBe('executed');
    expect(figures).toMatchObject({
      reason: 'complete',
      amount: 0,
      skipped: 1,
      there: 1,
      triggered: 1,
      same: 1,
    });
    expect((await ground.active()).map(({ stopPrice }) => stopPrice.toFixed()).sort()).toEqual(
      [low, later].map(({ stopPrice }) => stopPrice).sort(),
    );
    expect((await ground.judged()).findings).toEqual([]);
  }, 30_000);

  test('nor what triggered as a later version of the same', async () => {
    const price = await lastPriceOf(ground.broker, await ground.instrument(SHARE));
    const [high] = await waiting(95);
    if (!high) throw new Error('one waits');
    await ground.place(high);
    const { saved: first } = await ground.stash();
    await ground.restore(first?.id ?? 0);
    const { saved: second } = await ground.stash();
    await ground.restore(second?.id ?? 0);
    await tradeAt(price, 94.5);
    await tradeAt(price, 100);
    for (const version of [first, second]) {
      const { figures } = await ground.restore(version?.id ?? 0);
      expect(figures).toMatchObject({ amount: 0, skipped: 1 });
    }
    expect(await ground.active()).toEqual([]);
    const { figures } = await ground.restore(first?.id ?? 0, { again: true });
    expect(figures).toMatchObject({ amount: 1, same: 1 });
    expect((await ground.judged()).findings).toEqual([]);
  }, 30_000);
});
