/** Several obstacles as one problem of RFC 9457: each with its code, its figures and its words. */
import { expect, test } from '@jest/globals';
import { problemOf } from '../../api/problem-of.js';
import { problemBody } from '../../api/problems.js';
import { MoneyShortError } from '../../commands/index.js';
import { SessionsApartError, SpreadObstaclesError } from '../../commands/spread/errors.js';

test('every obstacle is told by its code, with its figures and words', () => {
  const legs = { farTicker: 'SRH7', nearTicker: 'SBER' };
  const error = new SpreadObstaclesError(legs, [
    new SessionsApartError(legs),
    new MoneyShortError({ needed: '5.00', free: '4.00' }),
  ]);
  const body = problemBody('en', problemOf(error));
  const apart = 'SRH7 and SBER do not trade at the same time in the next days.';
  expect(body).toMatchObject({
    type: 'urn:trademan:problem:spread-obstacles',
    status: 422,
    code: 'spread-obstacles',
    data: legs,
    obstacles: [
      { code: 'sessions-apart', data: legs, detail: apart },
      {
        code: 'money-short',
        data: { needed: '5.00', free: '4.00' },
        detail: expect.stringContaining('4.00'),
      },
    ],
  });
  expect(body.detail.split('\n')).toEqual([
    'The spread SRH7 − SBER cannot be started:',
    `— ${apart}`,
    expect.stringContaining('5.00'),
  ]);
  expect(problemBody('en', problemOf(new MoneyShortError({ needed: '5', free: '4' })))).not.toHaveProperty(
    'obstacles',
  );
});
