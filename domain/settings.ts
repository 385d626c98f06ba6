/** What people set while the program runs: one table of every setting with its default and range. What only a start may read is in `config/`. */
import {
  type Checked,
  choice,
  integer,
  integerOrNone,
  levels,
  percent,
  roubles,
  roublesOrNone,
  type SettingType,
} from './settings/setting-types.js';
import { MOST_CONTRACTS, MOST_TICKS } from './spread/bounds.js';
import { SPREAD_DEFAULTS } from './spread/terms.js';
import { WATCH_MINUTES } from './watching/requests.js';

export type { SettingRange } from './settings/setting-types.js';

/** A month: longer than anybody leaves stop orders alone. */
const lifetimeMinutes = () => integer(120, { least: 1, most: 43_200 });
const rows = (value: number) => integer(value, { least: 1, most: 500 });

/** Percent and roubles are decimal strings, times and numbers of things whole numbers. Words are in `locales/` under `setting-<key>`, `-` for `.`. */
export const SETTINGS = {
  'stops.levels': levels(['15', '20', '25'], { least: '0.01' }),
  'stops.sum': roubles('300000'),
  'stops.lifetimeMinutes': lifetimeMinutes(),
  'shorts.levels': levels(['20', '25', '30'], { least: '0.01' }),
  'shorts.sum': roubles('300000'),
  'shorts.lifetimeMinutes': lifetimeMinutes(),
  'nuke.levels': levels(['0', '1', '5', '7'], { least: '0' }),
  'nuke.lifetimeMinutes': lifetimeMinutes(),
  'scan.rate': percent('18', { least: '0', most: '1000' }),
  'scan.sum': roubles('100000'),
  'scan.rows': rows(70),
  'dscan.yield': percent('1', { least: '0', most: '1000' }),
  'dscan.futuresAhead': integer(3, { least: 1, most: 20 }),
  'dscan.rows': rows(50),
  'watch.minutes': integer(5, WATCH_MINUTES),
  'session.afterOpeningSeconds': integer(30, { least: 0, most: 3_600 }),
  'session.beforeCloseSeconds': integer(30, { least: 0, most: 3_600 }),
  'session.beforeLastTradeMinutes': integer(60, { least: 0, most: 10_080 }),
  'limits.order': roublesOrNone(),
  'limits.task': roublesOrNone(),
  'limits.instrument': roublesOrNone(),
  'limits.day': roublesOrNone(),
  'limits.openOrders': integerOrNone({ least: 1, most: 100_000 }),
  'spread.slop': integer(SPREAD_DEFAULTS.slop, { least: 0, most: MOST_TICKS }),
  'spread.payUpTicks': integer(SPREAD_DEFAULTS.payUpTicks, { least: 0, most: MOST_TICKS }),
  'spread.displayQuantity': integerOrNone({ least: 1, most: MOST_CONTRACTS }),
  'spread.maxUnhedged': integerOrNone({ least: 1, most: MOST_CONTRACTS }),
  language: choice<'ru' | 'en'>('ru', ['ru', 'en']),
} as const satisfies Readonly<Record<string, SettingType<unknown>>>;

export type SettingKey = keyof typeof SETTINGS;
export type Settings = { readonly [Key in SettingKey]: (typeof SETTINGS)[Key]['default'] };
export type SettingValue = Settings[SettingKey];

export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(SETTINGS, key);

export const DEFAULT_SETTINGS = Object.fromEntries(
  SETTING_KEYS.map((key) => [key, SETTINGS[key].default]),
) as Settings;

/** Whether a setting may be this: the value as it is kept, or what is the nearest that it can be. */
export const checkSetting = <Key extends SettingKey>(key: Key, given: unknown): Checked<Settings[Key]> =>
  (SETTINGS[key] as SettingType<Settings[Key]>).check(given);

/** What people write for a value, e.g. `15,20,25`, `200 000` or `none`, as what `checkSetting` takes. */
export function settingFromWords(key: SettingKey, words: readonly string[]): unknown {
  const { type, mayBeNone } = SETTINGS[key].range;
  const text = words.join(' ');
  if (mayBeNone && /^(none|нет)$/i.test(text)) return null;
  if (type === 'choice') return text.toLowerCase();
  if (type === 'percents') return text.split(/[\s,;%]+/).filter((each) => each !== '');
  const number = text.replace(/[\s%]+/g, '');
  return type === 'integer' && /^[+-]?\d+([.]\d+)?$/.test(number) ? Number(number) : number;
}

/** Where more, or less, lets more go wrong: none is the most. */
const RISKIER: Partial<Record<SettingKey, 'more' | 'less'>> = {
  'limits.order': 'more',
  'limits.task': 'more',
  'limits.instrument': 'more',
  'limits.day': 'more',
  'limits.openOrders': 'more',
  'session.afterOpeningSeconds': 'less',
  'session.beforeCloseSeconds': 'less',
  'session.beforeLastTradeMinutes': 'less',
  'spread.payUpTicks': 'more',
  'spread.displayQuantity': 'more',
  'spread.maxUnhedged': 'more',
};

/** Whether a change lets more go wrong than before, so that a person is asked first. */
export function isRiskier<Key extends SettingKey>(key: Key, was: Settings[Key], is: Settings[Key]): boolean {
  const sizeOf = (value: SettingValue) => (value === null ? Number.POSITIVE_INFINITY : Number(value));
  const risk = RISKIER[key];
  if (!risk) return false;
  return risk === 'more' ? sizeOf(is) > sizeOf(was) : sizeOf(is) < sizeOf(was);
}

/** A value as people read and write it; null is none. */
export const settingText = (value: SettingValue): string | null =>
  value === null ? null : typeof value === 'object' ? value.join(', ') : String(value);
