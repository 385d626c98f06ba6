import type { HaltJson } from '../../commands/index.js';
import { type Locale, translate } from '../../locales/index.js';

/** What stands above everything else while orders are halted. */
export const haltedLines = (locale: Locale, halted: HaltJson | null): string[] =>
  halted ? [translate(locale, 'halted-since', { ...halted })] : [];
