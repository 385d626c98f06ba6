/** A limit of the broker that is used up, as people are told of it. */
import { expect, test } from '@jest/globals';
import { problemOf } from '../../api/problem-of.js';
import { problemBody } from '../../api/problems.js';
import { failureText } from '../../bot/answers/failure.js';
import { RateLimitedError, UnavailableError } from '../../broker/errors.js';

const error = new RateLimitedError({ method: 'GetLastPrices', brokerCode: '80002', resetMs: 41_200 });

test('the API says in how many seconds the call is worth repeating', () => {
  expect(problemBody('en', problemOf(error))).toMatchObject({
    status: 503,
    code: 'rate-limited',
    data: { retryAfterSeconds: '42' },
    detail: 'The broker allows no more requests of this kind now. Please try again in 42 s.',
  });
});

test('so does the chat; of an error without such a time nothing is said', () => {
  expect(failureText({ locale: 'ru', command: 'scan', error })).toContain('через 42 с');
  const away = new UnavailableError({ method: 'GetLastPrices' });
  expect(problemOf(away).data).not.toHaveProperty('retryAfterSeconds');
});
