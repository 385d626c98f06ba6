import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Book } from '../../../domain/book.js';
import type { Instrument } from '../../../domain/instrument.js';
import { eventually } from '../../support/eventually.js';
import { type PaperBroker, SILENT, startPaperBroker } from '../paper-broker.js';

let paper: PaperBroker;
let gazp: Instrument;
const ends: (() => void)[] = [];

beforeAll(async () => {
  paper = await startPaperBroker();
  const found = await paper.broker.instruments.byTicker('gazp');
  if (!found) throw new Error('GAZP is not listed');
  gazp = found;
});
afterAll(() => paper?.stop());
beforeEach(async () => {
  await paper.control.clearFaults();
  await paper.control.status('SBER', 'NORMAL_TRADING');
  await setBook('300');
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const setBook = (bid: string) =>
  paper.control.book('SBER', { bids: [[bid, 50]], asks: [[String(Number(bid) + 1), 7]] });

const watch = (instrument: Instrument, onChange: () => void = () => undefined) => {
  const end = paper.broker.market.watch(instrument, onChange);
  ends.push(end);
  return end;
};
const bestBid = () => paper.broker.market.book(paper.sber.uid)?.bids[0]?.price.toFixed();
const untilBid = (bid: string) =>
  eventually(() => bestBid() === bid, { what: `a best bid of ${bid}`, timeoutMs: 20_000 });
describe('a watched instrument', () => {
  test('has its book and its status, also when nothing changes after the subscription', async () => {
    watch(paper.sber);
    await untilBid('300');
    const status = await eventually(() => paper.broker.market.status(paper.sber.uid), { what: 'a status' });
    expect(status).toEqual({ status: 'NORMAL_TRADING', tradable: true });
  });

  test('tells every change of book and status as it comes', async () => {
    const seen: (string | undefined)[] = [];
    watch(paper.sber, () => seen.push(bestBid()));
    await untilBid('300');
    await setBook('299');
    await untilBid('299');
    expect(seen.at(-1)).toBe('299');
    await paper.control.status('SBER', 'NOT_AVAILABLE_FOR_TRADING');
    await eventually(() => paper.broker.market.status(paper.sber.uid)?.tradable === false, {
      what: 'the closed market',
    });
  });

  test('is subscribed once for all watchers, and forgotten after the last of them', async () => {
    const endFirst = watch(paper.sber);
    const endSecond = watch(paper.sber);
    watch(gazp);
    await untilBid('300');
    endFirst();
    endFirst();
    expect(bestBid()).toBe('300');
    endSecond();
    expect(bestBid()).toBeUndefined();
    watch(paper.sber);
    await untilBid('300');
  });

  test('a watcher that throws disturbs neither the others nor the stream', async () => {
    const calm = jest.fn();
    watch(paper.sber, () => {
      throw new Error('a watcher of the test');
    });
    watch(paper.sber, calm);
    await untilBid('300');
    calm.mockClear();
    await setBook('298');
    await untilBid('298');
    expect(calm).toHaveBeenCalled();
  });

  test('levels are made once a book, and only when somebody looks', async () => {
    watch(paper.sber);
    await untilBid('300');
    const first: Book | undefined = paper.broker.market.book(paper.sber.uid);
    expect(paper.broker.market.book(paper.sber.uid)).toBe(first);
  });
});

describe('a stream that breaks', () => {
  test('leaves nothing known until it is told again, and comes back by itself', async () => {
    const seen: (string | undefined)[] = [];
    watch(paper.sber, () => seen.push(bestBid()));
    await untilBid('300');
    seen.length = 0;
    await paper.control.fault({ method: 'MarketDataStream', kind: 'cut-stream' });
    await eventually(() => seen.includes(undefined), { what: 'the forgotten book' });
    await paper.control.status('SBER', 'BREAK_IN_TRADING');
    await setBook('297');
    await untilBid('297');
    await eventually(() => paper.broker.market.status(paper.sber.uid)?.status === 'BREAK_IN_TRADING', {
      what: 'the status of now',
    });
  });

  test('going silent without an end is noticed by its missing pings, and replaced', async () => {
    const { market } = await paper.connect({ hubTimes: { pingMs: 1_000, silenceMs: 1_500 } });
    ends.push(market.watch(paper.sber, () => undefined));
    const bidIs = (bid: number) => market.book(paper.sber.uid)?.bids[0]?.price.eq(bid);
    await eventually(() => bidIs(300), { what: 'the first book' });
    await paper.control.fault({ method: 'MarketDataStream', kind: 'silent-stream' });
    await setBook('296');
    await eventually(() => bidIs(296), { what: 'the book after the silence' });
  });

  test('on pings alone a stream stays open', async () => {
    const warnings: string[] = [];
    const { market } = await paper.connect({
      hubTimes: { pingMs: 1_000, silenceMs: 1_500 },
      logger: { ...SILENT, warn: (_details, message) => warnings.push(message) },
    });
    const openedAt = performance.now();
    ends.push(market.watch(gazp, () => undefined));
    await eventually(() => performance.now() - openedAt > 2_500, { what: 'two pings' });
    expect(warnings).toEqual([]);
    expect(market.status(gazp.uid)).toBeDefined();
  });
});

test('a refused subscription leaves book and status unknown: what is read once would grow old unseen', async () => {
  const refusals: object[] = [];
  const { market } = await paper.connect({
    logger: { ...SILENT, warn: (details) => refusals.push(details) },
  });
  const since = (await paper.control.ledger()).length;
  ends.push(market.watch({ ...paper.sber, uid: 'nosuch' }, () => undefined));
  ends.push(market.watch(gazp, () => undefined));
  await eventually(() => market.book(gazp.uid) && market.status(gazp.uid), { what: 'the other instrument' });
  await eventually(() => refusals.length === 2, { what: 'both refusals' });
  expect(refusals).toContainEqual({
    instrumentUid: 'nosuch',
    kind: 'book',
    refusal: 'SUBSCRIPTION_STATUS_INSTRUMENT_NOT_FOUND',
  });
  expect(market.book('nosuch') ?? market.status('nosuch')).toBeUndefined();
  const reads = (await paper.control.ledger(since)).flatMap(({ method }) => (method ? [method] : []));
  expect(reads.filter((method) => /OrderBook|TradingStatus/.test(method))).toEqual([]);
});
