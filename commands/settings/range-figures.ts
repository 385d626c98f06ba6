import type { SettingRange } from '../../domain/settings.js';

/** What the words of `setting-range` need. */
export const rangeFigures = (range: SettingRange): Record<string, string> => ({
  type: range.type,
  mayBeNone: range.mayBeNone ? 'yes' : 'no',
  ...(range.least !== undefined && { least: range.least }),
  ...(range.most !== undefined && { most: range.most }),
  ...(range.decimals !== undefined && { decimals: String(range.decimals) }),
  ...(range.longest !== undefined && { longest: String(range.longest) }),
  ...(range.choices && { choices: range.choices.join(', ') }),
});
