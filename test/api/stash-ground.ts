/** Stop orders of others, and what is asked of stashes by the API. */
import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { RestorePreview } from '../../commands/index.js';
import type { StopTerms } from '../../domain/stop-order.js';
import type { ApiAnswer, ApiProcess } from '../support/api-process.js';
import type { System } from '../support/system.js';

/** The task that an answer says it started. */
export const idOf = ({ status, body, text }: ApiAnswer): string => {
  if (status !== 202) throw new Error(`it was not started: ${text}`);
  return String(body.tasks[0].id);
};

export function askingForStashes(system: System, api: ApiProcess) {
  /** Somebody else's purchases (sales) of SBER (or another) when the price is that low (high). */
  async function place(prices: readonly (string | number)[], change: Partial<StopTerms> = {}): Promise<void> {
    const instrument = await system.instrument(change.ticker ?? 'SBER');
    for (const price of prices.map(String))
      await system.broker.stopOrders.post({
        ...{ ticker: instrument.ticker, direction: 'buy', lots: 2, kind: 'take-profit', stopPrice: price },
        ...{ child: { type: 'limit', price }, expiry: { type: 'till-cancel' }, margin: false },
        priceUnit: 'roubles',
        ...change,
        instrumentUid: instrument.uid,
        instrument,
        clientOrderId: randomUUID(),
      } as never);
  }
  const waiting = async () =>
    (await system.broker.stopOrders.active())
      .map(({ lots, stopPrice }) => `${lots} @ ${stopPrice.toFixed()}`)
      .sort();
  const asked = async (command: string, args: object = {}) => {
    const answer = await api.command(command, args);
    expect(answer).toMatchObject({ status: 409, body: { code: 'confirmation-required' } });
    return answer.body as { preview: RestorePreview & Record<string, unknown>; token: string };
  };
  const begun = async (command: string, args: object = {}): Promise<string> => {
    const { token } = await asked(command, args);
    return idOf(await api.command(command, { confirm: token }));
  };
  /** What it came to, as it is reported. */
  const done = async (command: string, args: object = {}) =>
    (await system.untilState(await begun(command, args), 'done', 30_000)).result;
  const change = (path: string, body: object) => api.ask('PATCH', `/stash/${path}`, { body });
  const items = async (stash: string | number): Promise<{ position: number; terms: StopTerms }[]> =>
    (await api.ask('GET', `/stash/${stash}`)).body.items;
  const positionAt = async (price: string, stash = 'unnamed') =>
    (await items(stash)).find(({ terms }) => terms.stopPrice === price)?.position;
  /** The number of the version that the unnamed place holds. */
  const current = async (): Promise<number> => (await api.ask('GET', '/stash/unnamed')).body.id;

  return { place, waiting, asked, begun, done, change, positionAt, current };
}
