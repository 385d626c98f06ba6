/** Whatever the program may have to say has words in every language. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { commands } from '../../commands/index.js';
import { JOURNAL_KINDS } from '../../domain/journal.js';
import { TASK_STATES } from '../../domain/task.js';
import { describeEntry, hasText, LOCALES, translate } from '../../locales/index.js';

const sourceOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const sourcesIn = (folder: string): string[] =>
  readdirSync(new URL(`../../${folder}/`, import.meta.url))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => sourceOf(`${folder}/${name}`));

/** The codes of errors and failures that people get to see. */
const errorCodes = [
  ...['commands', 'tasks', 'api'].flatMap(sourcesIn),
  ...['broker/errors.ts', 'execution/leg-desk.ts'].map(sourceOf),
]
  .flatMap((source) => [...source.matchAll(/\bcode(?: =|:) ((?:'[a-z][a-z-]+'(?: \| )?)+)/g)])
  .flatMap(([, codes = '']) => codes.split(' | ').map((code) => code.replaceAll("'", '')));

const waitingReasons =
  /WaitingReason = ([^;]+);/.exec(sourceOf('domain/task.ts'))?.[1]?.match(/[a-z-]+/g) ?? [];

/** A figure of every name that a journal entry may carry. */
const FIGURES = {
  by: 'api',
  direction: 'buy',
  ticker: 'SBER',
  amount: 100,
  limitPrice: '312.5',
  reason: 'session',
  number: 1,
  lots: 2,
  price: '312.5',
  brokerOrderId: '1',
  status: 'filled',
  averagePrice: '312.5',
  seconds: 12,
  executed: 20,
  commission: '1.5',
  code: '30042',
  message: 'x',
  command: 'stop',
};

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
    const data = { ...FIGURES, limitPrice: null, averagePrice: null };
    expect(describeEntry(locale, { kind, data })).not.toMatch(/none|null|undefined/);
  });

  test.each([...new Set(errorCodes)])('the error %s', (code) => {
    expect(hasText(locale, `error-${code}`)).toBe(true);
  });

  test('every state, severity and reason to wait', () => {
    expect(waitingReasons).toContain('session');
    const keys = [
      ...TASK_STATES.map((state) => `state-${state}`),
      ...['info', 'report', 'warning'].map((severity) => `severity-${severity}`),
      ...waitingReasons.map((reason) => `waiting-${reason}`),
    ];
    expect(keys.filter((key) => !hasText(locale, key))).toEqual([]);
  });
});
