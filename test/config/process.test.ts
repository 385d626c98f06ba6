import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { startTestProcess } from '../support/processes.js';

const dataDir = mkdtempSync(join(tmpdir(), 'trademan-process-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test.each(['worker', 'api', 'bot'])(
  'a %s started by hand for real money, without a token for it, says so in one sentence',
  async (name) => {
    const environment = {
      DATA_DIR: dataDir,
      BROKER: 'live',
      TINVEST_READ_TOKEN: 'not-a-real-token',
      DATABASE_URL: 'postgres://localhost/none',
    };
    const started = startTestProcess(name, environment);
    await expect(started.ready()).rejects.toThrow(/BROKER=live needs TINVEST_TOKEN/);
    expect(started.child.exitCode).not.toBe(0);
    expect(started.output().trim().split('\n')).toHaveLength(1);
    expect(started.output()).not.toContain('not-a-real-token');
  },
);
