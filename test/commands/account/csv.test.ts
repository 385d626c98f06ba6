import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvText } from '../../../commands/account/csv.js';
import { takeCsv, withCsv } from '../../../commands/account/csv-file.js';
import { readCsv } from '../../support/read-csv.js';

const TEXT = fc.string({
  unit: fc.constantFrom('a', 'я', '"', ',', '\r', '\n', ' ', '=', '-', '1', '.', "'"),
});

describe('a table as CSV', () => {
  test('has a header, ends every record with CRLF, and keeps decimals as they are', () => {
    const rows = [
      { ticker: 'SBER', name: 'Сбер, "обычка"', value: '-0.10', amount: 10, active: true, none: null },
      { ticker: 'X', name: '', value: '1000000000000.000000001', amount: -3, active: false, none: null },
    ];
    const csv = csvText(['ticker', 'name', 'value', 'amount', 'active', 'none'], rows);
    expect(csv).toBe(
      'ticker,name,value,amount,active,none\r\n' +
        'SBER,"Сбер, ""обычка""",-0.10,10,true,\r\n' +
        'X,,1000000000000.000000001,-3,false,\r\n',
    );
  });

  test('without rows is a header', () => {
    expect(csvText<{ a: string }>(['a'], [])).toBe('a\r\n');
  });

  test.each(['=1+1', '+7', '-cmd', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '-1-2', '--1'])(
    'no spreadsheet carries %j out',
    (name) => {
      const [, record] = readCsv(csvText(['name'], [{ name }]));
      expect(record).toEqual([/^\+7$/.test(name) ? "'+7" : `'${name}`]);
    },
  );

  test('what is no plain value is no field', () => {
    expect(() => csvText(['a'], [{ a: [1] }])).toThrow(/a is no plain value/);
    expect(csvText([{ name: 'a', of: ({ a }) => a.join(' ') }], [{ a: [1, 2] }])).toBe('a\r\n1 2\r\n');
  });

  test('reads back as it was, whatever the names are', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(TEXT, TEXT), { minLength: 1 }), (pairs) => {
        const rows = pairs.map(([one, other]) => ({ one, other }));
        const [header, ...records] = readCsv(csvText(['one', 'other'], rows));
        expect(header).toEqual(['one', 'other']);
        // The one thing that is added is the apostrophe.
        const isSame = (told: string | undefined, text: string) => told === text || told === `'${text}`;
        expect(records).toHaveLength(pairs.length);
        for (const [place, [one, other]] of pairs.entries())
          expect([isSame(records[place]?.[0], one), isSame(records[place]?.[1], other)]).toEqual([
            true,
            true,
          ]);
      }),
    );
  });
});

test('the file is named by the day in Moscow, and made only where it is asked for', () => {
  const table = { name: 'positions', columns: ['a'] as const, rows: [{ a: '1' }] };
  const late = new Date('2026-11-30T21:30:00Z');
  expect(withCsv(true, { ...table, columns: ['a'] }, late)).toEqual({
    file: { name: 'trademan-positions-2026-12-01.csv', mime: 'text/csv', text: 'a\r\n1\r\n', rows: 1 },
  });
  expect(withCsv(undefined, { ...table, columns: ['a'] }, late)).toEqual({});
});

test('the word of the chat stands anywhere', () => {
  expect(takeCsv(['SBER', 'CSV'])).toEqual({ words: ['SBER'], csv: true });
  expect(takeCsv(['SBER'])).toEqual({ words: ['SBER'] });
});
