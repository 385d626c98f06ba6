import type { SettingKey, SettingValue } from '../../domain/settings.js';
import { SETTING_KEYS, SETTINGS, settingText } from '../../domain/settings.js';
import { CommandError } from '../errors.js';
import { rangeFigures } from './range-figures.js';

export class UnknownSettingError extends CommandError {
  readonly code = 'unknown-setting';
  readonly problem = 'invalid';
  constructor(key: string) {
    const [group = ''] = key.split('.');
    const alike = SETTING_KEYS.filter((each) => each.startsWith(`${group}.`));
    const known = (alike.length > 0 ? alike : SETTING_KEYS).join(', ');
    super(`there is no setting ${key}; there are: ${known}`, { key, known });
  }
}

/** A setting cannot have that value; its data say which it can, and the nearest that works. */
export class SettingNotAllowedError extends CommandError {
  readonly code = 'setting-not-allowed';
  readonly problem = 'invalid';
  constructor(key: SettingKey, given: unknown, nearest: SettingValue | undefined) {
    const value = Array.isArray(given) ? given.join(', ') : String(given);
    const figures = rangeFigures(SETTINGS[key].range);
    const nearestText = nearest === undefined ? null : (settingText(nearest) ?? 'none');
    super(
      `${key} cannot be ${value}: ${Object.values(figures).join(' ')}${nearestText ? `; nearest: ${nearestText}` : ''}`,
      { key, value, nearest: nearestText, ...figures },
    );
  }
}

/** Several changes were asked for, and not one was made: each that is wrong is told. */
export class SettingsNotChangedError extends CommandError {
  readonly code = 'settings-not-changed';
  readonly problem = 'invalid';
  constructor(override readonly obstacles: readonly CommandError[]) {
    super(obstacles.map(({ message }) => message).join('; '));
  }
}
