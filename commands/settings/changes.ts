import type { SettingChange } from '../../database/index.js';
import { checkSetting, isSettingKey, settingFromWords } from '../../domain/settings.js';
import type { CommandError } from '../errors.js';
import { SettingNotAllowedError, SettingsNotChangedError, UnknownSettingError } from './errors.js';

/** Written instead of a value. */
export const DEFAULT = 'default';

/** Changes as they are asked for: values by key, `default` for the default. */
export type AskedChanges = Readonly<Record<string, unknown>>;

/**
 * What is to be written, if all of it can be.
 * @throws UnknownSettingError, SettingNotAllowedError; SettingsNotChangedError where several are wrong
 */
export function checkedChanges(asked: AskedChanges): Omit<SettingChange, 'by'>[] {
  const checked = Object.entries(asked).map(([key, given]) => checkedChange(key, given));
  const wrong = checked.flatMap((each) => ('error' in each ? [each.error] : []));
  const [error, ...others] = wrong;
  if (error) throw others.length > 0 ? new SettingsNotChangedError(wrong) : error;
  return checked.flatMap((each) => ('change' in each ? [each.change] : []));
}

function checkedChange(
  key: string,
  given: unknown,
): { readonly change: Omit<SettingChange, 'by'> } | { readonly error: CommandError } {
  if (!isSettingKey(key)) return { error: new UnknownSettingError(key) };
  if (given === DEFAULT) return { change: { key, value: undefined } };
  const checked = checkSetting(key, given);
  return checked.ok
    ? { change: { key, value: checked.value } }
    : { error: new SettingNotAllowedError(key, given, checked.nearest) };
}

/** `stops.sum 200 000`, as a change. @returns undefined for a key alone */
export function changeFromWords([key = '', ...words]: readonly string[]): AskedChanges | undefined {
  if (words.length === 0) return undefined;
  const isDefault = words.length === 1 && words[0]?.toLowerCase() === DEFAULT;
  if (isDefault || !isSettingKey(key)) return { [key]: DEFAULT };
  return { [key]: settingFromWords(key, words) };
}
