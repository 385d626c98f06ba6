import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { translate } from '../../locales/index.js';

const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

test('what a person confirms of the risk is what the README says of it', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, section = ''] = /\n## Risk\n(.*?)\n## /s.exec(readme) ?? [];
  expect(inOneLine(section)).toContain(inOneLine(translate('en', 'risk-text')));
  expect(translate('ru', 'risk-text').split('\n')).toHaveLength(
    translate('en', 'risk-text').split('\n').length,
  );
});
