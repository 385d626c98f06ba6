import type { SettingsAnswer, ShownSetting } from '../../commands/index.js';
import { rangeFigures } from '../../commands/index.js';
import { settingText } from '../../domain/settings.js';
import { type Locale, translate } from '../../locales/index.js';

/** All settings one a line, or one of them with everything there is to say of it. */
export function settingsText(locale: Locale, result: unknown): string {
  const { items, changed } = result as SettingsAnswer;
  const [only, ...others] = items;
  if (only && others.length === 0 && changed.length === 0) return settingInFull(locale, only);
  const lines = items.map((item) => settingLine(locale, item));
  const title = translate(locale, changed.length > 0 ? 'answer-settings-changed' : 'answer-settings');
  return [title, ...lines].join('\n');
}

const settingLine = (locale: Locale, { key, value, help }: ShownSetting): string =>
  translate(locale, 'setting-line', { key, value: settingText(value), help: help[locale] });

const settingInFull = (locale: Locale, item: ShownSetting): string =>
  translate(locale, 'setting-in-full', {
    line: settingLine(locale, item),
    key: item.key,
    default: settingText(item.default),
    by: item.changedBy,
    at: item.changedAt,
    range: translate(locale, 'setting-range', rangeFigures(item.range)),
  });
