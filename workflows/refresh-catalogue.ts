import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import type { RefreshInput } from './messages.js';

/** Lists and dividends are read for as long as it takes: an hour without the broker costs an hour, not the day. */
const reading = {
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
} as const;

const { readCatalogue } = proxyActivities<Activities>({
  ...reading,
  startToCloseTimeout: '5m',
  summary: 'read what the broker lists, and replace the catalogue',
});
const { readAllDividends } = proxyActivities<Activities>({
  ...reading,
  startToCloseTimeout: '30m',
  summary: 'read the dividends of shares that have futures',
});
const { planNextRefresh } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 10 },
  summary: 'set the next time, by the hours of trading',
});

/** Reads the catalogue of instruments and the dividends, and says when it is to be read next. */
export async function refreshCatalogue({ by }: RefreshInput) {
  const told: string[] = [];
  const tell = (words: string) => {
    told.push(words);
    setCurrentDetails(told.join('; '));
  };
  const catalogue = await readCatalogue({ by });
  tell(catalogueWords(catalogue));
  const dividends = await readAllDividends();
  tell(`dividends of ${dividends.read} shares read, of ${dividends.failed} not`);
  const { next } = await planNextRefresh();
  tell(`next time ${next}`);
  return { catalogue, dividends, next };
}

const catalogueWords = (catalogue: Awaited<ReturnType<typeof readCatalogue>>): string => {
  if (catalogue === null) return 'the catalogue was read just before';
  const { refused, listed, before, added, changed, gone } = catalogue;
  return refused
    ? `too few to be true: ${listed} listed where there were ${before}; nothing was changed`
    : `${listed} listed: ${added} new, ${changed} changed, ${gone} gone`;
};
