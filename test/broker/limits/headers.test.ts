import { expect, test } from '@jest/globals';
import { limitHeadersOf } from '../../../broker/limits/index.js';

const read = (limit: string | undefined, remaining = '42', reset = '7') =>
  limitHeadersOf(
    (name) =>
      ({ 'x-ratelimit-limit': limit, 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset })[name],
  );

test('the headers of an answer as the contract has them', () => {
  const told = { limit: 100, remaining: 42, resetSeconds: 7, isOfShorterWindow: false };
  expect(read('100, 100;w=60')).toEqual(told);
  expect(read('100')).toEqual(told);
});

test('of two windows the shorter one does not tell what the longer one has left', () => {
  expect(read('15, 15;w=1, 900;w=60')).toMatchObject({ limit: 15, isOfShorterWindow: true });
  expect(read('900, 15;w=1, 900;w=60')).toMatchObject({ limit: 900, isOfShorterWindow: false });
});

test.each([[undefined], ['many'], ['0, 0;w=60'], ['']])('%j tells nothing', (limit) => {
  expect(read(limit)).toBeUndefined();
});

test('nor do headers that are broken', () => {
  expect(read('100', '-1')).toBeUndefined();
  expect(read('100', '42', 'soon')).toBeUndefined();
});
