import { describe, expect, test } from '@jest/globals';
import { Api } from 'grammy';
import { loggable } from '../../bot/log-failure.js';
import { startBotApiServer } from '../support/bot-api-server.js';

describe('what is logged of a failure', () => {
  test('has neither the text, the chat nor the token in it', async () => {
    const telegram = await startBotApiServer();
    const api = new Api(telegram.token, { apiRoot: telegram.root });
    telegram.fault({ method: 'sendMessage', kind: 'refuse', code: 400 });
    const refused: unknown = await api.sendMessage(987_654, 'a secret text').catch((error: unknown) => error);
    telegram.fault({ method: 'sendMessage', kind: 'cut' });
    const broken: unknown = await api.sendMessage(987_654, 'a secret text').catch((error: unknown) => error);
    await telegram.close();

    expect(loggable(refused)).toEqual({
      method: 'sendMessage',
      errorCode: 400,
      description: 'as told',
    });
    expect(loggable(broken)).toMatchObject({ cause: 'ECONNRESET' });
    expect(JSON.stringify(loggable(broken))).not.toMatch(/TEST-token|987654|secret/);
  });
});
