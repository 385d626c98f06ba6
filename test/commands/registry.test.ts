import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { checkArguments } from '../../commands/arguments.js';
import { orderArguments } from '../../commands/buy.js';
import { commandByName, commands } from '../../commands/index.js';
import { hasText, LOCALES } from '../../locales/index.js';

describe.each(commands.map((command) => [command.name, command] as const))(
  'the command %s',
  (name, command) => {
    test('has a file of its name, and words in every language', () => {
      expect(readdirSync(new URL('../../commands/', import.meta.url))).toContain(`${name}.ts`);
      for (const locale of LOCALES) {
        for (const key of [`command-${name}`, `usage-${name}`])
          expect({ key, there: hasText(locale, key) }).toEqual({ key, there: true });
      }
    });

    test('refuses unknown arguments', () => {
      expect(() => checkArguments(command.arguments, { nobody: 'knows this' })).toThrow(/nobody/);
    });

    test('shows what consent is asked for', () => {
      expect(typeof command.preview).toBe(command.confirm ? 'function' : 'undefined');
    });
  },
);

test('names are what a chat and an address can hold, each once', () => {
  const names = commands.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z0-9_]{1,32}$/);
});

test('what nobody defined is unknown', () => {
  expect(() => commandByName('fly')).toThrow(
    expect.objectContaining({ code: 'unknown-command', data: { name: 'fly' } }),
  );
  expect(() => commandByName('constructor')).toThrow();
});

describe('arguments', () => {
  test.each([
    [{ ticker: 'SBER', sum: '100000' }],
    [{ ticker: ' sber ', sum: 100000.5, limitPrice: '312.5' }],
    [{ ticker: 'SBER', amount: -1 }],
  ])('%j are well formed', (args) => {
    expect(checkArguments(orderArguments, args)).toEqual(args);
  });

  test.each([
    [{}, /ticker/],
    [{ ticker: '' }, /ticker/],
    [{ ticker: 'SBER GAZP' }, /ticker/],
    [{ ticker: 'SBER', sum: '1e5' }, /sum/],
    [{ ticker: 'SBER', sum: '1,5' }, /sum/],
    [{ ticker: 'SBER', sum: true }, /sum/],
    [{ ticker: 'SBER', amount: '10' }, /amount/],
    [{ ticker: 'SBER', amount: 0.5 }, /amount/],
    [{ ticker: 'SBER', amount: 3e9 }, /amount/],
    [{ ticker: 'SBER', limitPrice: null }, /limitPrice/],
    [null, /object/],
    ['SBER', /object/],
    [[], /object/],
  ])('%j are refused, the field named', (args, problem) => {
    expect(() => checkArguments(orderArguments, args)).toThrow(problem);
  });
});
