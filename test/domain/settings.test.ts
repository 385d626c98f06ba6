import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkSetting,
  DEFAULT_SETTINGS,
  SETTING_KEYS,
  SETTINGS,
  settingFromWords,
} from '../../domain/settings.js';

test('every default is a value of its setting, and what may be none is none by default', () => {
  for (const key of SETTING_KEYS) {
    expect(checkSetting(key, DEFAULT_SETTINGS[key])).toEqual({ ok: true, value: DEFAULT_SETTINGS[key] });
    expect([key, SETTINGS[key].range.mayBeNone]).toEqual([key, DEFAULT_SETTINGS[key] === null]);
  }
});

test.each([
  ['stops.sum', '200000', { ok: true, value: '200000' }],
  ['stops.sum', '200000.50', { ok: true, value: '200000.5' }],
  ['stops.sum', '0', { ok: false, nearest: '1' }],
  ['stops.sum', '-5', { ok: false, nearest: '1' }],
  ['stops.sum', '10.555', { ok: false, nearest: '10.56' }],
  ['stops.sum', 200_000, { ok: false }],
  ['stops.sum', '1e5', { ok: false }],
  ['stops.sum', null, { ok: false }],
  ['stops.levels', ['25', '15'], { ok: true, value: ['15', '25'] }],
  ['stops.levels', [], { ok: false }],
  ['stops.levels', ['0', '15'], { ok: false, nearest: ['0.01', '15'] }],
  ['stops.levels', ['100', '120'], { ok: false, nearest: ['99.99'] }],
  ['stops.levels', ['15', '15.0'], { ok: false, nearest: ['15'] }],
  ['nuke.levels', ['0', '7'], { ok: true, value: ['0', '7'] }],
  ['nuke.levels', ['-1', '7'], { ok: false, nearest: ['0', '7'] }],
  ['stops.lifetimeMinutes', 0, { ok: false, nearest: 1 }],
  ['stops.lifetimeMinutes', 1.5, { ok: false, nearest: 2 }],
  ['stops.lifetimeMinutes', Number.POSITIVE_INFINITY, { ok: false, nearest: 43_200 }],
  ['limits.day', null, { ok: true, value: null }],
  ['limits.openOrders', 0, { ok: false, nearest: 1 }],
  ['language', 'en', { ok: true, value: 'en' }],
  ['language', 'de', { ok: false }],
] as const)('%s of %j', (key, given, answer) => {
  expect(checkSetting(key, given)).toEqual(answer);
});

test('whatever is given, what is answered as right or nearest is right, and stays as it is', () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.double(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toFixed(4)),
    fc.array(fc.integer({ min: -20, max: 130 }).map(String), { maxLength: 14 }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...SETTING_KEYS), anything, (key, given) => {
      const checked = checkSetting(key, given);
      const value = checked.ok ? checked.value : checked.nearest;
      if (value !== undefined) expect(checkSetting(key, value)).toEqual({ ok: true, value });
    }),
    { numRuns: 2_000 },
  );
});

describe('in words', () => {
  test.each([
    ['stops.sum', '200 000', '200000'],
    ['stops.levels', '10, 20 30%', ['10', '20', '30']],
    ['scan.rate', '17.5%', '17.5'],
    ['scan.rows', '40', 40],
    ['limits.order', 'none', null],
    ['limits.openOrders', 'нет', null],
    ['language', 'EN', 'en'],
  ] as const)('%s %s', (key, words, value) => {
    const given = settingFromWords(key, words.split(' '));
    expect(checkSetting(key, given)).toEqual({ ok: true, value });
  });

  test.each([
    ['stops.sum', 'none'],
    ['scan.rows', ''],
    ['scan.rows', 'many'],
    ['stops.levels', ''],
  ] as const)('%s %j is nothing', (key, words) => {
    expect(checkSetting(key, settingFromWords(key, words.split(' ')))).toEqual({ ok: false });
  });
});
