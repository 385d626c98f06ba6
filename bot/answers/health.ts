import { type Health, outageOf, type PartHealth } from '../../commands/index.js';
import { describeOutage, hasText, type Locale, translate } from '../../locales/index.js';
import { haltedLines } from './halted.js';

const PARTS = ['database', 'temporal', 'worker', 'broker'] as const;

/** Whether everything works, and part by part what does not. */
export function healthText(locale: Locale, result: unknown): string {
  const health = result as Health;
  const title = translate(locale, `health-${health.status}`, {
    mode: translate(locale, `mode-${health.mode}`),
  });
  const parts = PARTS.map((name) =>
    translate(locale, 'health-part', {
      part: translate(locale, `part-${name}`),
      stateWord: stateOf(locale, health[name]),
    }),
  );
  const outage = describeOutage(locale, outageOf(health));
  const last = outage === null ? [] : [outage];
  return [...haltedLines(locale, health.halted), title, ...parts, ...last].join('\n');
}

function stateOf(locale: Locale, { status, detail }: PartHealth): string {
  const key = `part-${detail}`;
  return translate(locale, hasText(locale, key) ? key : `part-${status}`);
}
