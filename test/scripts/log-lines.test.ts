import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openLogFile } from '../../scripts/processes/log-file.mjs';
import { readable, splitLines, withoutRepeats } from '../../scripts/processes/log-lines.mjs';

describe('what the terminal shows of a process', () => {
  test('warnings and errors in plain words, with their cause', () => {
    expect(readable('{"level":30,"msg":"started"}', 'ours')).toBeUndefined();
    expect(
      readable('{"level":40,"msg":"the broker is away","err":{"message":"UNAVAILABLE"}}', 'ours'),
    ).toEqual({ text: 'the broker is away: UNAVAILABLE', fatal: false });
    expect(readable('{"level":"ERROR","msg":"disk full"}', 'temporal')).toEqual({
      text: 'disk full',
      fatal: false,
    });
  });

  test('of the words it died of the cause alone', () => {
    const causes = [
      readable('{"level":60,"msg":"stopped by an error","err":{"message":"no money"}}', 'ours'),
      readable('trademan-api: API_PORT must be a port', 'ours'),
      readable('SyntaxError: Unexpected token', 'ours'),
      readable('Error: unable to open database file', 'temporal'),
      readable('2026-11-24 03:04:00.566 UTC [96] PANIC:  could not write', 'postgres'),
    ];
    expect(causes.every((each) => each?.fatal)).toBe(true);
    expect(causes.map((each) => each?.text)).toEqual([
      'no money',
      'API_PORT must be a port',
      'SyntaxError: Unexpected token',
      'Error: unable to open database file',
      'could not write',
    ]);
  });

  test('nothing of what servers say while others of them start or end', () => {
    expect(readable('{"level":"WARN","msg":"network dial error"}', 'temporal')).toBeUndefined();
    const early = '{"level":"ERROR","msg":"service failures","error":"Frontend is not healthy yet"}';
    expect(readable(early, 'temporal')).toBeUndefined();
    for (const words of [
      'the database system is starting up',
      'terminating connection due to unexpected postmaster exit',
    ])
      expect(readable(`x [1] FATAL:  ${words}`, 'postgres')).toBeUndefined();
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
