import Type from 'typebox';
import { readSettings, settingsChanged, writeSettings } from '../database/index.js';
import {
  DEFAULT_SETTINGS,
  isRiskier,
  isSettingKey,
  SETTING_KEYS,
  SETTINGS,
  type SettingKey,
  type SettingRange,
  type SettingValue,
  settingText,
} from '../domain/settings.js';
import { LOCALES, type Locale, translate } from '../locales/index.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { changeFromWords, checkedChanges } from './settings/changes.js';
import { UnknownSettingError } from './settings/errors.js';

/** A setting as people are shown it. */
export interface ShownSetting {
  readonly key: SettingKey;
  readonly value: SettingValue;
  readonly default: SettingValue;
  readonly range: SettingRange;
  /** Null while it was never changed. */
  readonly changedBy: string | null;
  readonly changedAt: string | null;
  readonly help: Readonly<Record<Locale, string>>;
}

export interface SettingsAnswer {
  readonly items: readonly ShownSetting[];
  /** What of them was changed by this request. */
  readonly changed: readonly SettingKey[];
}

/** What a person has to agree to: what would let more go wrong than now, one a line. */
export interface SettingsPreview {
  readonly lines: string;
}

export const SettingChanges = Type.Record(Type.String({ maxLength: 60 }), Type.Unknown(), {
  maxProperties: 100,
  description:
    'Values by key: roubles and percent as decimal strings, levels as a list of them, times and numbers as whole numbers, null for none, "default" for the default',
  examples: [{ 'stops.sum': '200000', 'stops.levels': ['15', '20'], 'limits.day': null }],
});

/** Shows settings and changes them, all that are asked for or none; asks first where more could go wrong than before. */
export const settings = defineCommand({
  name: 'settings',
  arguments: Type.Object(
    {
      key: Type.Optional(
        Type.String({
          maxLength: 60,
          description: 'Which one to show; all if not said',
          examples: ['stops.sum'],
        }),
      ),
      changes: Type.Optional(SettingChanges),
    },
    { additionalProperties: false },
  ),
  confirm: 'when-needed',
  fromWords(words) {
    const changes = changeFromWords(words);
    if (changes) return { changes };
    return words[0] === undefined ? {} : { key: words[0] };
  },
  async preview({ changes = {} }, { db }): Promise<SettingsPreview | undefined> {
    const now = await readSettings(db);
    const riskier = checkedChanges(changes).flatMap(({ key, value = DEFAULT_SETTINGS[key] }) =>
      isRiskier(key, now[key], value) ? [`${key}: ${textOf(now[key])} → ${textOf(value)}`] : [],
    );
    return riskier.length > 0 ? { lines: riskier.join('\n') } : undefined;
  },
  async run({ key, changes = {} }, context) {
    const { db, by } = context;
    if (key !== undefined && !isSettingKey(key)) throw new UnknownSettingError(key);
    const checked = checkedChanges(changes);
    await writeSettings(
      db,
      checked.map((change) => ({ ...change, by })),
    );
    const changed = checked.map((change) => change.key);
    const keys = key !== undefined ? [key] : changed.length > 0 ? changed : SETTING_KEYS;
    const result: SettingsAnswer = { items: await shownSettings(keys, context), changed };
    return { kind: 'result', result };
  },
});

const textOf = (value: SettingValue): string => settingText(value) ?? '—';

/** As they are now. */
export async function shownSettings(
  keys: readonly SettingKey[],
  { db }: Pick<CommandContext, 'db'>,
): Promise<ShownSetting[]> {
  const [now, changes] = await Promise.all([readSettings(db), settingsChanged(db)]);
  return keys.map((key) => ({
    key,
    value: now[key],
    default: DEFAULT_SETTINGS[key],
    range: SETTINGS[key].range,
    changedBy: changes.get(key)?.by ?? null,
    changedAt: changes.get(key)?.at.toISOString() ?? null,
    help: Object.fromEntries(
      LOCALES.map((locale) => [locale, translate(locale, `setting-${key.replace('.', '-')}`)]),
    ) as Record<Locale, string>,
  }));
}
