import { type Locale, translate } from '../../locales/index.js';

/** Every command with what it does and how it is written. */
export function helpText(locale: Locale, result: unknown): string {
  const { commands } = result as { commands: readonly string[] };
  const entries = commands.map((name) => {
    const title = translate(locale, 'help-command', {
      name,
      description: translate(locale, `command-${name}`),
    });
    const usage = translate(locale, `usage-${name}`);
    // What is written just as its name needs no example.
    return usage === `/${name}` ? title : `${title}\n${usage}`;
  });
  return [translate(locale, 'help-title'), ...entries].join('\n\n');
}
