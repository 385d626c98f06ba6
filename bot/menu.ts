import type { Api } from 'grammy';
import { LOCALES, type Locale, translate } from '../locales/index.js';
import type { LibrarySignal } from './telegram-client.js';

/** Telegram shows a longer description cut. */
const LONGEST_DESCRIPTION = 256;

/** Sets the list behind the menu button: in each language we speak, and in Russian for everybody else. */
export async function setMenu(api: Api, commands: readonly string[], abort?: LibrarySignal): Promise<void> {
  const menu = (locale: Locale) =>
    commands.map((command) => ({
      command,
      description: translate(locale, `command-${command}`).slice(0, LONGEST_DESCRIPTION),
    }));
  await api.setMyCommands(menu('ru'), {}, abort);
  for (const locale of LOCALES) await api.setMyCommands(menu(locale), { language_code: locale }, abort);
}
