import { expect, test } from '@jest/globals';
import { DEFAULT_SETTINGS, type Settings } from '../../domain/settings.js';
import { type SessionHours, watchSpreadHours } from '../../execution/session-hours.js';
import { future, share } from '../support/instruments.js';

const MINUTE_MS = 60_000;

test('the edges of sessions are those that are set, as soon as they are, and unknown while the settings are', () => {
  const now = Date.now();
  const open = [{ from: new Date(now - 5 * MINUTE_MS), to: new Date(now + 10 * MINUTE_MS) }];
  const watch: SessionHours = () => ({ newest: () => ({ value: open }), close() {} });
  let settings: Settings | undefined;
  const listed = future();
  const lastTradeAt = new Date(now + 100 * MINUTE_MS);
  const far = { ...listed, ...(listed.future && { future: { ...listed.future, lastTradeAt } }) };
  const legs = { far, near: share({}), settings: () => settings };
  const hours = watchSpreadHours(watch, legs, () => undefined);
  expect(hours.now()).toBeUndefined();
  settings = DEFAULT_SETTINGS;
  expect(hours.now()).toMatchObject({ farMayRest: true });
  for (const [changes, farMayRest] of [
    [{ 'session.afterOpeningSeconds': 600 }, false],
    [{ 'session.afterOpeningSeconds': 60 }, true],
    [{ 'session.beforeCloseSeconds': 900 }, false],
    [{ 'session.beforeLastTradeMinutes': 120 }, false],
    [{ 'session.beforeLastTradeMinutes': 0 }, true],
  ] as const) {
    settings = { ...DEFAULT_SETTINGS, ...changes };
    expect([changes, hours.now()?.farMayRest]).toEqual([changes, farMayRest]);
  }
  hours.close();
});
