import { expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { connect, newDataDir, start } from './paper-client.js';

test('a calm market begins to walk when it is told to, and stands still again', async () => {
  const { dataDir, remove } = newDataDir();
  const exchange = await start(dataDir);
  const { control, close } = connect(exchange);
  expect((await control('GET', '/calm')).body).toEqual({ calm: true });
  const before = (await control('GET', '/book/SBER')).body;
  expect((await control('PUT', '/calm', { calm: false })).body).toEqual({ calm: false });
  const hasMoved = async () =>
    JSON.stringify((await control('GET', '/book/SBER')).body) !== JSON.stringify(before);
  await eventually(hasMoved, { what: 'the market walks' });
  expect((await control('PUT', '/calm', { calm: 1 })).status).toBe(422);
  expect((await control('PUT', '/calm', { calm: true })).body).toEqual({ calm: true });
  expect((await control('GET', '/calm')).body).toEqual({ calm: true });
  close();
  await exchange.close();
  remove();
});
