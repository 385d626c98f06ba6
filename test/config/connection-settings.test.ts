import { expect, test } from '@jest/globals';
import { brokerSettings, loadConfig } from '../../config/index.js';

const shareOf = (workers: number, process: 'worker' | 'api' | 'bot', token = 'a bot') =>
  brokerSettings(loadConfig({ WORKERS: `${workers}`, TELEGRAM_TOKEN: token }, '/no/such/file'), process)
    .paceShare;

test.each([1, 2, 3, 4, 7, 10])(
  'the parts of %i workers, the API and the bot are never more than the whole',
  (workers) => {
    for (const limit of [50, 1_000]) {
      const each = (process: 'worker' | 'api' | 'bot') =>
        Math.floor(limit * shareOf(workers, process) + 1e-9);
      expect(each('worker')).toBeGreaterThanOrEqual(3);
      expect(workers * each('worker') + each('api') + each('bot')).toBeLessThanOrEqual(limit);
    }
  },
);

test('where no bot is started the API has its part', () => {
  expect(shareOf(1, 'api', '')).toBeCloseTo(shareOf(1, 'api') + shareOf(1, 'bot'));
});

test.each(['11', '20', '40'])(
  '%s workers are refused: no part would be left for each kind of call',
  (value) => {
    expect(() => loadConfig({ WORKERS: value }, '/no/such/file')).toThrow('WORKERS');
  },
);
