import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MOST_WITH_LIMITS, readLadderFacts } from '../../broker/ladder-facts.js';
import { type PaperBroker, startPaperBroker } from './paper-broker.js';

let paper: PaperBroker;
beforeAll(async () => {
  paper = await startPaperBroker();
});
afterAll(() => paper.stop());

const of = (...tickers: string[]) => tickers.map((ticker) => ({ ticker, instrumentUid: null }));

async function callsOf<T>(act: () => Promise<T>): Promise<{ answer: T; calls: Record<string, number> }> {
  const before = (await paper.control.ledger()).length;
  const answer = await act();
  const calls: Record<string, number> = {};
  for (const { kind, method } of (await paper.control.ledger()).slice(before))
    if (kind === 'call') calls[String(method)] = (calls[String(method)] ?? 0) + 1;
  return { answer, calls };
}

test('of a few instruments everything is known, in the order in which they are wanted, by ticker and by uid', async () => {
  const { sber } = paper;
  const wanted = [...of('GONE', 'GAZP'), { ticker: 'OLDNAME', instrumentUid: sber.uid }];
  const { answer, calls } = await callsOf(() => readLadderFacts(paper.broker, wanted));
  const [gone, gazp, named] = answer;
  expect(gone).toEqual({ ticker: 'GONE', instrument: undefined, lastPrice: undefined });
  expect(gazp?.instrument?.ticker).toBe('GAZP');
  expect(named?.ticker).toBe('SBER');
  expect(named?.limitUp?.gt(named.lastPrice ?? 0)).toBe(true);
  expect(named?.limitDown?.lt(named.lastPrice ?? 0)).toBe(true);
  expect(calls).toMatchObject({ GetLastPrices: 1, GetOrderBook: 2 });
});

test('of many one call tells all last prices, and limits are not asked for', async () => {
  const tickers = ['SBER', 'GAZP', 'LKOH', 'GMKN', 'NVTK', 'ROSN', 'MTSS', 'MGNT', 'TATN', 'CHMF', 'NLMK'];
  expect(tickers.length).toBeGreaterThan(MOST_WITH_LIMITS);
  const { answer, calls } = await callsOf(() => readLadderFacts(paper.broker, of(...tickers)));
  expect(answer.map(({ ticker }) => ticker)).toEqual(tickers);
  expect(answer.every(({ lastPrice }) => lastPrice?.gt(0))).toBe(true);
  expect(calls.GetLastPrices).toBe(1);
  expect(calls.GetOrderBook).toBeUndefined();
});
