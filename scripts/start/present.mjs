/** What a person sees from the moment all parts run: one line when everything answers, the addresses, the journal. */
import { apiClient } from './api-client.mjs';
import { awaitHealth } from './health.mjs';
import { followJournal } from './journal.mjs';
import { terminalLanguage } from './language.mjs';
import { selfCheckLines } from './self-check.mjs';
import { addresses, telegramHint } from './welcome.mjs';
import { takeUpWork } from './work.mjs';

/** @param {{ config: import('./settings.mjs').Config, began: number, say: (line: string) => void, signal: AbortSignal }} options ends with the signal */
export async function present({ config, began, say, signal }) {
  const client = apiClient(config, terminalLanguage());
  const { healthy, detail } = await awaitHealth(client, { signal });
  if (signal.aborted) return;
  const sayReady = () => {
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    say(`Trademan is ready (${config.broker}, ${seconds} s). Ctrl-C stops it.`);
  };
  if (healthy) sayReady();
  else say(`Trademan runs (${config.broker}), but not all of it answers yet: ${detail}. Ctrl-C stops it.`);
  for (const line of [...addresses(config), ...telegramHint(config)]) say(line);
  if (!healthy) {
    await awaitHealth(client, { signal, patienceMs: Number.POSITIVE_INFINITY });
    if (signal.aborted) return;
    sayReady();
  }

  const told = await client.health().catch(() => undefined);
  for (const line of selfCheckLines(told?.selfCheck, config.broker)) say(line);

  const journal = followJournal(client, { say, signal });
  await journal.opened;
  if (!signal.aborted) await takeUpWork(client, { broker: config.broker, say });
  await journal.ended;
}
