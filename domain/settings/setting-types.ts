import { Decimal } from '../decimal.js';

/** What a setting may be, as plain data: shown to people beside its value; the words are in `locales/`. */
export interface SettingRange {
  readonly type: 'roubles' | 'percent' | 'percents' | 'integer' | 'choice';
  /** Of numbers, both included; of percents, of each. */
  readonly least?: string;
  readonly most?: string;
  /** Digits after the point. */
  readonly decimals?: number;
  /** So many percents at most. */
  readonly longest?: number;
  readonly choices?: readonly string[];
  /** Null is a value: none. It is then the default too, so that what is none and what was never set are one thing. */
  readonly mayBeNone: boolean;
}

/** Either the value as it is kept, or that it cannot be so, and the nearest that can be, where there is one. */
export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly nearest?: Value };

export interface SettingType<Value> {
  readonly default: Value;
  readonly range: SettingRange;
  readonly check: (given: unknown) => Checked<Value>;
}

const DECIMAL = /^[+-]?\d{1,20}([.]\d{1,20})?$/;

interface Bounds {
  readonly least: string;
  readonly most: string;
  readonly decimals: number;
}

function checkDecimal(given: unknown, { least, most, decimals }: Bounds): Checked<string> {
  if (typeof given !== 'string' || !DECIMAL.test(given)) return { ok: false };
  const wanted = new Decimal(given);
  const rounded = wanted.toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP);
  const nearest = Decimal.max(least, Decimal.min(most, rounded));
  return nearest.eq(wanted)
    ? { ok: true, value: nearest.toFixed() }
    : { ok: false, nearest: nearest.toFixed() };
}

const orNone = <Value>(check: (given: unknown) => Checked<Value>) => {
  return (given: unknown): Checked<Value | null> =>
    given === null ? { ok: true, value: null } : check(given);
};

/** More than all shares of the exchange together are worth. */
const MOST_ROUBLES = '1000000000000';
const ROUBLES: Bounds = { least: '1', most: MOST_ROUBLES, decimals: 2 };

/** A sum in roubles, a decimal string. */
export const roubles = (value: string): SettingType<string> => ({
  default: value,
  range: { type: 'roubles', ...ROUBLES, mayBeNone: false },
  check: (given) => checkDecimal(given, ROUBLES),
});

/** A limit in roubles, a decimal string; none by default. */
export const roublesOrNone = (): SettingType<string | null> => ({
  default: null,
  range: { type: 'roubles', ...ROUBLES, mayBeNone: true },
  check: orNone((given) => checkDecimal(given, ROUBLES)),
});

/** Percent, a decimal string. */
export const percent = (value: string, range: { least: string; most: string }): SettingType<string> => {
  const bounds = { ...range, decimals: 2 };
  return {
    default: value,
    range: { type: 'percent', ...bounds, mayBeNone: false },
    check: (given) => checkDecimal(given, bounds),
  };
};

const MOST_LEVELS = 10;

/** Distances from a price in percent, each once, the nearest first; between 0 and 100. */
export function levels(
  value: readonly string[],
  { least }: { least: '0' | '0.01' },
): SettingType<readonly string[]> {
  const bounds: Bounds = { least, most: '99.99', decimals: 2 };
  return {
    default: value,
    range: { type: 'percents', ...bounds, longest: MOST_LEVELS, mayBeNone: false },
    check(given) {
      if (!Array.isArray(given) || given.length === 0) return { ok: false };
      const checked = given.map((each: unknown) => checkDecimal(each, bounds));
      const values = checked.map((each) => (each.ok ? each.value : each.nearest));
      if (!values.every((each) => each !== undefined)) return { ok: false };
      const sorted = [...new Set(values)].sort((a, b) => new Decimal(a).cmp(b)).slice(0, MOST_LEVELS);
      const isRight = checked.every(({ ok }) => ok) && sorted.length === given.length;
      return isRight ? { ok: true, value: sorted } : { ok: false, nearest: sorted };
    },
  };
}

function checkInteger(given: unknown, { least, most }: { least: number; most: number }): Checked<number> {
  if (typeof given !== 'number' || Number.isNaN(given)) return { ok: false };
  const nearest = Math.min(most, Math.max(least, Math.round(given)));
  return nearest === given ? { ok: true, value: given } : { ok: false, nearest };
}

export const integer = (value: number, bounds: { least: number; most: number }): SettingType<number> => ({
  default: value,
  range: { type: 'integer', least: String(bounds.least), most: String(bounds.most), mayBeNone: false },
  check: (given) => checkInteger(given, bounds),
});

/** None by default. */
export const integerOrNone = (bounds: { least: number; most: number }): SettingType<number | null> => ({
  default: null,
  range: { type: 'integer', least: String(bounds.least), most: String(bounds.most), mayBeNone: true },
  check: orNone((given) => checkInteger(given, bounds)),
});

export const choice = <Choice extends string>(
  value: Choice,
  choices: readonly Choice[],
): SettingType<Choice> => ({
  default: value,
  range: { type: 'choice', choices, mayBeNone: false },
  check(given) {
    const found = choices.find((each) => each === given);
    return found === undefined ? { ok: false } : { ok: true, value: found };
  },
});
