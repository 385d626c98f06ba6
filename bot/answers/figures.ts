import type { TextData } from '../../locales/index.js';

/** The figures a text can use of some data: its own plain values; what is nested has words of its own. */
export function figuresOf(data: unknown): TextData {
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]): [string, string | number | null][] => {
      if (value === null || typeof value === 'string' || typeof value === 'number') return [[name, value]];
      return typeof value === 'boolean' ? [[name, value ? 'yes' : 'no']] : [];
    }),
  );
}
