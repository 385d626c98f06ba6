/** What a person is told when the system works. */
import { addressOf, tokenPath } from './api-client.mjs';

/** @param {import('./settings.mjs').Config} config @returns {string[]} */
export function addresses({ api, temporal, dataDir, paper, broker }) {
  const base = addressOf(api);
  return [
    `  API            ${base}/api/v1 (token: ${api.token ? 'API_TOKEN' : tokenPath(dataDir)})`,
    `  Documentation  ${base}/api/docs`,
    `  Temporal       ${temporal.address ?? `http://127.0.0.1:${temporal.uiPort}`}`,
    ...(broker === 'paper' ? [`  Paper control  http://127.0.0.1:${paper.controlPort}`] : []),
  ];
}

/** @param {import('./settings.mjs').Config} config @returns {string[]} */
export function telegramHint({ telegram }) {
  if (telegram.token) return [];
  return [
    'Telegram is off: write /newbot to @BotFather there, and put the token it gives into .env as TELEGRAM_TOKEN;',
    'put your numeric id (@userinfobot tells it) there as TELEGRAM_USERS, and start again.',
  ];
}
