/**
 * The language a person reads at the terminal, as the system's own programs choose it.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {'ru' | 'en'}
 */
export function terminalLanguage({ LC_ALL, LC_MESSAGES, LANG } = process.env) {
  const locale = LC_ALL || LC_MESSAGES || LANG || Intl.DateTimeFormat().resolvedOptions().locale;
  return /^ru\b/i.test(locale.replace('_', '-')) ? 'ru' : 'en';
}
