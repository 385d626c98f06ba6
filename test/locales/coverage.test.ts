/** Whatever the program may have to say has words in every language. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { commands, rangeFigures } from '../../commands/index.js';
import { JOURNAL_KINDS } from '../../domain/journal.js';
import { SETTING_KEYS, SETTINGS } from '../../domain/settings.js';
import { TASK_STATES } from '../../domain/task.js';
import {
  describeEntry,
  describeError,
  describeOutage,
  hasText,
  LOCALES,
  translate,
} from '../../locales/index.js';

const sourceOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
/** Of a folder and all that are in it. */
const sourcesIn = (folder: string): string[] =>
  readdirSync(new URL(`../../${folder}/`, import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => sourceOf(`${folder}/${name}`));

/** The codes of errors and failures that people get to see. */
const errorCodes = [
  ...['commands', 'domain', 'tasks', 'api'].flatMap(sourcesIn),
  ...['broker/errors.ts', 'execution/leg-desk.ts'].map(sourceOf),
]
  .flatMap((source) => [...source.matchAll(/\bcode(?: =|:) ((?:'[a-z][a-z-]+'(?: \| )?)+)/g)])
  .flatMap(([, codes = '']) => codes.split(' | ').map((code) => code.replaceAll("'", '')));

const broker = (file: string) => new URL(`../fixtures/broker/${file}.json`, import.meta.url);
const published = Object.keys(JSON.parse(readFileSync(broker('api_errors'), 'utf8'))).filter((code) =>
  /^\d+$/.test(code),
);
/**
 * Published numbers told in the broker's words: those that no order, cancel or look at them can be answered with (what
 * is wrong with the form of a request, which only a mistake of ours could be, and calls that are not made), and two,
 * 30049 and 30053, whose words are the cause.
 */
const IN_ITS_WORDS = new RegExp(
  [
    '300(0[1-9]|1[0-4]|19|2\\d|3[0-36-9]|4[013-5]|4[89]|5[0345]|6[1-7]|69|70|8[346-9]|9[013])',
    '301(02|0[4-8])',
    '302(1\\d|2[0-68]|3[0-35789]|4[1-9]|5[0-2678])',
    '35001|1200[12]|5000[17-9]|5001\\d|8000[45]',
  ].join('|'),
);

const waitingReasons =
  /WaitingReason = ([^;]+);/.exec(sourceOf('domain/task.ts'))?.[1]?.match(/[a-z-]+/g) ?? [];

const idleReasons = /IdleReason =([^;]+);/.exec(sourceOf('domain/task.ts'))?.[1]?.match(/[a-z-]+/g) ?? [];

/** Those of what differs between the account and the tasks. */
const RECONCILED = {
  known: 1,
  traded: 10,
  since: '2026-11-20T12:00:00.000Z',
  expected: -10,
  guess: 'days-away',
  needed: 300,
  tickers: 'SBER, GAZP',
  more: 2,
};

/** Those of the catalogue's readings. */
const CATALOGUE = {
  listed: 120,
  before: 5_000,
  changed: 3,
  gone: 1,
  read: 200,
  share: '3/250',
  bond: null,
  future: null,
  etf: null,
  currency: null,
};

/** A figure of every name that a journal entry may carry. */
const FIGURES = {
  by: 'api',
  direction: 'buy',
  ticker: 'SBER',
  amount: 100,
  limitPrice: '312.5',
  wasAmount: '50',
  wasLimitPrice: '310',
  reason: 'session',
  number: 1,
  lots: 2,
  price: '312.5',
  brokerOrderId: '1',
  status: 'filled',
  averagePrice: '312.5',
  seconds: 12,
  forMinutes: 5,
  executed: 20,
  commission: '1.5',
  code: '30042',
  message: 'x',
  line: 'fill',
  halted: 'yes',
  command: 'stop',
  part: 'broker',
  detail: 'broker-silent',
  unhedged: '300',
  bound: '313.4',
  choice: 'keep-trying',
  days: 7,
  deliverable: 'yes',
  task: 'sellbuy/3',
  ratio: '100',
  wanted: '50',
  ladder: 'stops',
  list: 'white',
  added: 'SBER, GAZP',
  removed: 'LKOH',
  orders: 3,
  stopOrders: 2,
  left: 1,
  triggered: 2,
  owing: 'spread/7: SBER 2',
  sentAt: '2026-11-20T12:00:00.000Z',
  count: 2,
  placed: 'yes',
  stopOrderId: '1',
  stops: 'stops',
  round: 2,
  skipped: 1,
  failed: 0,
  until: '2026-11-20T12:00:00.000Z',
  stash: 1,
  active: 'no',
  against: 'GAZP',
  at: '312.6',
  rises: 'yes',
  once: 'no',
  told: 2,
  why: 'expired',
  rate: '18',
  minutes: 5,
  pairs: 'SRZ6 / SBER',
  same: 2,
  of: 3,
  what: 'missing',
  setting: 'stops.sum',
  was: '300000',
  is: '200000',
  ...RECONCILED,
  ...CATALOGUE,
};

test('every language that there are texts in can be set', () => {
  expect(SETTINGS.language.range.choices).toEqual(LOCALES);
});

describe.each(LOCALES)('in %s there are words for', (locale) => {
  test.each(commands.map(({ name }) => name))('the command %s', (name) => {
    expect(translate(locale, `command-${name}`).length).toBeLessThanOrEqual(256);
    expect(translate(locale, `usage-${name}`)).toContain(`/${name}`);
  });

  test.each(commands.filter(({ confirm }) => confirm).map(({ name }) => name))(
    'the question of %s',
    (name) => {
      expect(hasText(locale, `preview-${name}`)).toBe(true);
    },
  );

  test.each(JOURNAL_KINDS)('the journal entry %s, with and without what may be missing', (kind) => {
    expect(describeEntry(locale, { kind, data: FIGURES })).not.toBe('');
    const data = { ...FIGURES, limitPrice: null, wasLimitPrice: null, averagePrice: null };
    expect(describeEntry(locale, { kind, data })).not.toMatch(/none|null|undefined/);
  });

  test.each([...new Set(errorCodes)])('the error %s', (code) => {
    expect(hasText(locale, `error-${code}`)).toBe(true);
  });

  test.each(published.filter((code) => !IN_ITS_WORDS.test(code)))(
    'the refusal %s, and what to do about it',
    (code) => {
      const words = describeError(locale, {
        code: 'refused',
        data: { brokerCode: code, message: 'Its words' },
      });
      expect(words).toBe(translate(locale, `refusal-${code}`));
      expect(words).toMatch(/^[А-ЯA-Z].*[.]$/);
      expect(words).not.toMatch(/Its words|\d{5}/);
    },
  );

  test.each(published.filter((code) => IN_ITS_WORDS.test(code)))(
    'the refusal %s, in the words of the broker',
    (code) => {
      expect(hasText(locale, `refusal-${code}`)).toBe(false);
      const data = { brokerCode: code, message: 'Its words', trackingId: 'abc' };
      const words = describeError(locale, { code: 'refused', data });
      expect(words).toContain('Its words');
      expect(words).toMatch(/: abc$/);
    },
  );

  test.each(SETTING_KEYS)('the setting %s, and what it may be', (key) => {
    expect(hasText(locale, `setting-${key.replace('.', '-')}`)).toBe(true);
    const { range } = SETTINGS[key];
    expect(translate(locale, 'setting-range', rangeFigures(range))).not.toMatch(/undefined/);
  });

  test('a refusal without words, and with the number that the support asks for', () => {
    const words = describeError(locale, { code: 'refused', data: { trackingId: 'abc' } });
    expect(words).toBe(
      [
        translate(locale, 'error-refused'),
        translate(locale, 'broker-silent'),
        translate(locale, 'tracking-id', { trackingId: 'abc' }),
      ].join(' '),
    );
  });

  test('every part that is away: its state, what that means for tasks, and its return', () => {
    const codes = [
      'database-silent',
      'temporal-silent',
      'broker-silent',
      'no-worker',
      'worker-without-broker',
    ];
    const source = sourceOf('commands/check-health.ts');
    expect(codes.filter((code) => !source.includes(`'${code}'`))).toEqual([]);
    const entries = codes.map((detail) => describeEntry(locale, { kind: 'part-away', data: { detail } }));
    expect(entries).toEqual(codes.map((code) => describeOutage(locale, code)));
    expect(new Set(entries).size).toBe(codes.length);
    expect(codes.filter((code) => !hasText(locale, `part-${code}`))).toEqual([]);
  });

  test('every state, severity and reason to wait', () => {
    expect(waitingReasons).toContain('session');
    expect(idleReasons).toContain('commission-unknown');
    const keys = [
      ...TASK_STATES.map((state) => `state-${state}`),
      ...['info', 'report', 'warning'].map((severity) => `severity-${severity}`),
      ...waitingReasons.map((reason) => `waiting-${reason}`),
      ...idleReasons.map((reason) => `idle-${reason}`),
    ];
    expect(keys.filter((key) => !hasText(locale, key))).toEqual([]);
  });
});
