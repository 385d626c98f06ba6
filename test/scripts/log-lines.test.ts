import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openLogFile } from '../../scripts/processes/log-file.mjs';
import { readable, splitLines, withoutRepeats } from '../../scripts/processes/log-lines.mjs';

describe('what the terminal shows of a process', () => {
  test('warnings and errors in plain words, with their cause', () => {
    expect(readable('{"level":30,"msg":"started"}', 'ours')).toBeUndefined();
    expect(readable('{"level":40,"msg":"the broker is away","err":{"message":"UNAVAILABLE"}}', 'ours')).toBe(
      'the broker is away: UNAVAILABLE',
    );
    expect(readable('trademan-api: API_PORT must be a port', 'ours')).toBe(
      'trademan-api: API_PORT must be a port',
    );
    expect(readable('{"level":"WARN","msg":"network dial error"}', 'temporal')).toBeUndefined();
    expect(readable('{"level":"ERROR","msg":"disk full"}', 'temporal')).toBe('disk full');
    expect(readable('x [1] FATAL:  the database system is starting up', 'postgres')).toBeUndefined();
    expect(readable('x [1] PANIC:  could not write', 'postgres')).toContain('could not write');
  });

  test('a line that comes in two pieces once, and a repeated one once', () => {
    const lines: string[] = [];
    const take = splitLines(withoutRepeats((line) => lines.push(line)));
    for (const piece of ['при', 'вет\nпривет\nда', '\n']) take(Buffer.from(piece));
    expect(lines).toEqual(['привет', 'да']);
  });
});

test('a log file is begun anew and never grows beyond its limit', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'log-')), 'logs/worker.log');
  const first = openLogFile(path, { limitBytes: 10 });
  first.write(Buffer.from('12345678'));
  first.write(Buffer.from('abcd'));
  expect([readFileSync(`${path}.old`, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['12345678', 'abcd']);
  first.close();
  openLogFile(path).close();
  expect(readFileSync(`${path}.old`, 'utf8')).toBe('abcd');
  expect(existsSync(path)).toBe(true);
});
