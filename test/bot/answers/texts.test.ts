import { describe, expect, test } from '@jest/globals';
import { failureText } from '../../../bot/answers/failure.js';
import { fitting } from '../../../bot/answers/fitting.js';
import { outcomeText, questionText } from '../../../bot/answers/outcome.js';
import { RefusedError, UnavailableError } from '../../../broker/errors.js';
import { OrderObstacleError } from '../../../commands/consent/errors.js';
import { AmountNotLotsError, type SpreadsPreview, UsageError } from '../../../commands/index.js';
import { SpreadObstaclesError } from '../../../commands/spread/errors.js';
import { openDatabase, pingDatabase } from '../../../database/index.js';
import { TaskNotFoundError, TemporalUnavailableError } from '../../../tasks/index.js';
import { freePort } from '../../support/free-port.js';

const told = (error: unknown) => failureText({ locale: 'en', command: 'buy', error });

describe('failureText', () => {
  test('shows how a command is written when its words make no sense', () => {
    expect(told(new UsageError('buy'))).toContain('/buy 100 SBER @ 312.5');
  });

  test('names what would be right', () => {
    const error = new AmountNotLotsError({ ticker: 'SBER', amount: 15, lot: 10 });
    expect(told(error)).toBe('15 SBER cannot be: a lot is 10 pieces. The nearest amounts that can: 10, 20.');
  });

  test('tells everything at once that stands in the way, a line each', () => {
    const error = new SpreadObstaclesError({ farTicker: 'SRH7', nearTicker: 'SBER' }, [
      new OrderObstacleError('short-unavailable', { ticker: 'SRH7', short: '5', free: '2' }),
      new OrderObstacleError('max-lots', { ticker: 'SBER', direction: 'buy', lots: '50', most: '49' }),
    ]);
    expect(told(error)).toBe(
      [
        'The spread SRH7 − SBER cannot be started:',
        '— SRH7 would be short by 5 (2 are free), and the broker lends none of it.',
        '— The broker lets you buy no 50 lots of SBER now: 49 at most.',
      ].join('\n'),
    );
  });

  test('tells a refusal of the broker by its number', () => {
    const error = new RefusedError({
      method: 'PostOrder',
      brokerCode: '30034',
      brokerMessage: 'Not enough balance',
    });
    expect(told(error)).toBe('There is not enough money on the account: add some or ask for less.');
    const tracked = new RefusedError({ method: 'PostOrder', brokerCode: '30099', trackingId: 'a1b2' });
    expect(told(tracked)).toMatch(/limits that the exchange allows.*a1b2$/);
    expect(told(new UnavailableError({ method: 'GetPositions' }))).toContain(
      'The broker does not answer now',
    );
  });

  test('tells which part is away', async () => {
    const db = openDatabase(`postgres://nobody:secret@127.0.0.1:${await freePort()}/nothing`);
    const error: unknown = await pingDatabase(db).catch((each: unknown) => each);
    await db.destroy();
    expect(told(error)).toContain('The database does not answer now');
    expect(told(new TemporalUnavailableError(new Error('14 UNAVAILABLE')))).toContain(
      'Temporal does not answer now',
    );
  });

  test('names the task that is not there', () => {
    expect(told(new TaskNotFoundError('sellbuy/3'))).toContain('There is no task sellbuy/3');
  });

  test('knows nothing to say about a mistake of ours', () => {
    expect(told(new TypeError('x is undefined at /home/somebody/secret'))).toBeUndefined();
  });
});

describe('outcomeText', () => {
  test('shows what a queue refused beside what it started', () => {
    const error = { code: 'unknown-ticker', data: { ticker: 'XXXX', goneAt: null, nearest: null } };
    expect(
      outcomeText({
        locale: 'en',
        command: 'sellbuy',
        outcome: { kind: 'started', tasks: [], refused: [{ row: 3, ticker: 'XXXX', error }] },
      }),
    ).toBe(
      'There is nothing to start.\nRow 3 (XXXX) was not started: The broker has no instrument XXXX that can be traded through its API. Please check the ticker.',
    );
  });

  test('shows the result of a command without words of its own as plain lines', () => {
    const result = {
      items: [
        { ticker: 'SBER', amount: 10 },
        { ticker: 'LKOH', amount: 2 },
      ],
      total: '5',
      none: null,
    };
    expect(outcomeText({ locale: 'en', command: 'brand-new', outcome: { kind: 'result', result } })).toBe(
      'items: ticker: SBER, amount: 10\nticker: LKOH, amount: 2\ntotal: 5',
    );
  });
});

describe('questionText', () => {
  const question = (preview: unknown) =>
    questionText({
      locale: 'en',
      command: 'dump',
      outcome: { kind: 'confirmation-required', preview, token: 't', expiresAt: new Date() },
    });
  const preview = { direction: 'sell', ticker: 'SBER', amount: 500, estimate: '150000.00' };

  test('names the running spreads that a dump takes a leg of, and says nothing where there are none', () => {
    expect(question({ ...preview, spreads: 'spread/7, spread/9' })).toContain(
      'this is a leg of running spreads (spread/7, spread/9)',
    );
    expect(question(preview)).not.toContain('spread');
    expect(question(preview)).toContain('500');
  });
});

describe('the question about spreads', () => {
  const preview: SpreadsPreview = {
    questions: [
      {
        row: 3,
        origin: 'spreads/3',
        sell: true,
        farTicker: 'SRH7',
        nearTicker: 'SBER',
        amount: 2,
        ratio: '100',
        limitPrice: '-5',
        consent: {
          sell: true,
          farTicker: 'SRH7',
          nearTicker: 'SBER',
          amount: 2,
          ratio: '100',
          limitPrice: '-5',
          reasons: [
            { why: 'far-short', ticker: 'SRH7', amount: '2' },
            { why: 'loan', ticker: 'SBER', needed: '60000', free: '50000' },
            { why: 'delivery', ticker: 'SRH7', at: '2027-03-18T15:00:00.000Z' },
          ],
          money: { before: '50000', after: '-10000' },
          margin: { before: null, after: '9000' },
        },
        opposite: [
          { task: 'spread/7', origin: null, ticker: 'SRH7', leg: 'far' },
          { task: null, origin: 'spreads/4', ticker: 'SRH7', leg: 'far' },
          { task: 'spread/9', origin: 'spreads/2', ticker: 'SBER', leg: 'near' },
        ],
      },
    ],
    others: [5, 6],
    refused: [
      {
        row: 8,
        ticker: 'X − Y',
        error: { code: 'unknown-ticker', data: { ticker: 'X', goneAt: null, nearest: null } },
      },
    ],
  };
  const asked = (locale: 'ru' | 'en') =>
    questionText({
      locale,
      command: 'spreads',
      outcome: { kind: 'confirmation-required', preview, token: 't', expiresAt: new Date() },
    }).replaceAll('\u00a0', ' ');

  test('says of each spread why it is asked, with money and margin, and what happens to the other rows', () => {
    expect(asked('en')).toBe(
      [
        'Row 3. Sell 2 contracts of SRH7 and buy SBER (100 a contract), -5 ₽ or more',
        'A short position: SRH7, 2.',
        "SBER takes the broker's money: 60 000 ₽ are needed, 50 000 ₽ are free.",
        'SRH7 ends in a delivery unless it is closed before: its last trading is 18 March at 18:00 (Moscow time).',
        'Money: now 50 000 ₽, afterwards -10 000 ₽.',
        'Initial margin: now unknown, afterwards 9 000 ₽.',
        'The same contract SRH7 is traded the other way by: spread/7, row 4. The two may meet in the book, or undo each other.',
        'The near leg SBER is traded the other way as the far leg of: spread/9. The hedge may meet their order in the book.',
        '',
        'These rows start without a question: 5, 6.',
        '',
        'Row 8 (X − Y) was not started: The broker has no instrument X that can be traded through its API. Please check the ticker.',
        '',
        'Start?',
        '',
        'Please confirm. The question holds for one minute.',
      ].join('\n'),
    );
    expect(asked('ru')).toContain(
      'Тот же контракт SRH7 в обратную сторону торгуют: spread/7, строка 4. Они могут сойтись друг с другом или отменить одно другим.\nБлижнюю ногу SBER в обратную сторону торгуют как дальнюю: spread/9. Хедж может встретить в стакане их заявку.',
    );
  });
});

test('a text too long for a message is cut between lines', () => {
  const text = Array.from({ length: 200 }, (_, n) => `line ${n} ${'x'.repeat(40)}`).join('\n');
  expect(fitting(text).length).toBeLessThan(4_096);
  expect(fitting(text)).toMatch(/x\n…$/);
  expect(fitting('short')).toBe('short');
});

test('says what is unwound where the ratio does not fit a part, and what stays', () => {
  const held = {
    nearTicker: 'SBER',
    contracts: '3',
    held: '290',
    wantedRatio: '97.5',
    ratio: '90',
    left: '20',
  };
  const words = (locale: 'ru' | 'en', left: string | null) =>
    questionText({
      locale,
      command: 'unwind',
      outcome: {
        kind: 'confirmation-required',
        preview: { questions: [], unhedged: null, held: { ...held, left } },
        token: 't',
        expiresAt: new Date(),
      },
    }).replaceAll('\u00a0', ' ');
  expect(words('en', '20')).toContain(
    'A part was executed: 3 contracts and 290 SBER. The ratio 97.5 does not fit so many, so the opposite spread closes exactly what there is: 90 SBER a contract, and its price is meant with that. 20 SBER stay: close them by themselves.',
  );
  expect(words('ru', '20')).toContain('Останется 20 SBER: закройте их отдельно.');
  for (const locale of ['en', 'ru'] as const) expect(words(locale, null)).not.toMatch(/stay|Останется/);
});
