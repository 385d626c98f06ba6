/** A watch tells each pair that rises over its rate once, whatever happens to whoever scans. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TaskRow } from '../../../database/index.js';
import { scanPairs } from '../../../domain/scan/pairs.js';
import type { WatchRequest } from '../../../domain/watching/requests.js';
import { createWatchExecutor, type WatchWays } from '../../../execution/watching/watch-executor.js';
import { NOW, scanFuture, scanMarket, scanShare } from '../../domain/scan/scan-ground.js';
import { eventually } from '../../support/eventually.js';
import { openWatchingGround } from './watching-ground.js';

let ground: Awaited<ReturnType<typeof openWatchingGround>>;
beforeAll(async () => {
  ground = await openWatchingGround();
});
afterAll(() => ground.close());

const FAR = scanFuture({ ticker: 'SRH7' });
const NEAR = scanShare();

/** A future on 100 shares, of which one costs 300. */
function reading(future: string) {
  const levels = (price: string) => ({
    last: price,
    bids: [[price, 100_000]] as const,
    asks: [[price, 100_000]] as const,
  });
  const market = scanMarket([
    [FAR, levels(future)],
    [NEAR, levels('300')],
  ]);
  return { ...scanPairs([FAR, NEAR], NOW), dropped: {} as never, market, shares: [NEAR] };
}
const HIGH = '60000';
const LOW = '30001';

const request: WatchRequest = {
  ...{ ticker: null, instrumentUid: null, lot: 1, amount: null, limitPrice: null },
  // No time between scans: the story says when they come.
  ...{ rate: '100', minutes: 0 },
};

const WAYS: Omit<WatchWays, 'read'> = {
  ...{ minuteMs: 3_600_000, retryMs: 10, blindMs: 300_000 },
  now: () => new Date(),
};

const until = (task: TaskRow, wanted: { above: boolean; atLeast: number }) =>
  eventually(
    async () => {
      const [mark] = await ground.marks(task);
      return mark?.above === wanted.above && (await ground.told(task)).length >= wanted.atLeast;
    },
    { what: JSON.stringify(wanted), everyMs: 5 },
  );

test('killed at any step, it tells as often, neither less nor more', async () => {
  const walk = async (dieAt: number) => {
    let price = HIGH;
    let scan: () => void = () => undefined;
    // Each scan begins when the story says so, the first one of a life at once.
    const start = () => {
      let isFirst = true;
      return createWatchExecutor({
        ...WAYS,
        async read() {
          if (!isFirst)
            await new Promise<void>((resolve) => {
              scan = resolve;
            });
          isFirst = false;
          return reading(price);
        },
      });
    };
    const task = await ground.begin('watch', request);
    const mortals = ground.mortals(task, dieAt, start);
    const next = async (future: string, wanted: { above: boolean; atLeast: number }) => {
      price = future;
      const again = setInterval(() => scan(), 5);
      await until(task, wanted).finally(() => clearInterval(again));
    };
    await until(task, { above: true, atLeast: 1 });
    await next(LOW, { above: false, atLeast: 1 });
    await next(HIGH, { above: true, atLeast: 2 });
    mortals.obey(await ground.stop(task));
    const again = setInterval(() => scan(), 5);
    const { steps } = await mortals.end.finally(() => clearInterval(again));
    expect({ dieAt, told: (await ground.told(task)).length }).toEqual({ dieAt, told: 2 });
    return steps.length;
  };
  await walk(0);
  // Two reports with their marks and counts, and a mark between them, each with its commit; and scans that change nothing.
  for (let dieAt = 1; dieAt <= 14; dieAt += 1) await walk(dieAt);
}, 60_000);
