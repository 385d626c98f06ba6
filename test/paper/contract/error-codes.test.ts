/** Every code of the broker's published list: caused by a client's action, or listed with the reason why it cannot be. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Status } from 'nice-grpc';
import { Refusal } from '../../../paper/errors.js';
import { CAUSES } from './causes/index.js';
import { NOT_BY_A_CLIENT } from './not-by-a-client.js';
import { type Scene, setScene } from './scene.js';

const PUBLISHED = JSON.parse(
  readFileSync(new URL('../../fixtures/broker/api_errors.json', import.meta.url), 'utf8'),
) as Record<string, { type: keyof typeof Status; message: string }>;

test('the lists together are the published one, each code once', () => {
  const listed = [...CAUSES.map(([code]) => code), ...Object.keys(NOT_BY_A_CLIENT)];
  expect(listed.sort()).toEqual(Object.keys(PUBLISHED).sort());
});

test('the exchange tells every published code by its status and text', () => {
  const known = JSON.parse(
    readFileSync(new URL('../../../paper/data/errors.json', import.meta.url), 'utf8'),
  ) as Record<string, [string, string]>;
  expect(known).toEqual(
    Object.fromEntries(Object.entries(PUBLISHED).map(([code, { type, message }]) => [code, [type, message]])),
  );
});

test('the manual lists what a client causes, and the exchange gives nothing else by itself', () => {
  const manual = readFileSync(new URL('../../../docs/paper-exchange.md', import.meta.url), 'utf8');
  const table = manual.slice(manual.indexOf('## Error codes'));
  const rows = [...table.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, codes]) => (codes ?? '').split(', '));
  const caused = CAUSES.map(([code]) => code);
  expect(rows.sort()).toEqual(caused.toSorted());
  expect(Object.values(Refusal).sort()).toEqual(caused.toSorted());
});

describe('a client causes', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene({ emptyStreamMs: 100 });
  });
  afterAll(() => scene.close());

  test.each(CAUSES)('%s', async (code, cause) => {
    const refusal = await cause(scene).then(
      () => 'not refused',
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ details: code, code: Status[PUBLISHED[code]?.type ?? 'UNKNOWN'] });
  });
});
