import { ActivityFailure, isCancellation, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import type { RefreshInput } from './messages.js';

const again = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' } as const;

/** Both give up by themselves after an hour; the longer time is for a worker that never comes to that. */
const reading = { heartbeatTimeout: '10s', scheduleToCloseTimeout: '3h', retry: again } as const;

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
  retry: { ...again, maximumAttempts: 10 },
  summary: 'set the next time, by the hours of trading',
});
const { tellUnread, tellDividends } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1h',
  retry: again,
  summary: 'say what could not be read',
});

/**
 * Reads the catalogue of instruments, says when it is to be read next, and reads the dividends. Whatever fails for an
 * hour is told, and the rest goes on: as long as this runs no other refresh begins.
 */
export async function refreshCatalogue({ by }: RefreshInput) {
  const told: string[] = [];
  const tell = (words: string) => {
    told.push(words);
    setCurrentDetails(told.join('; '));
  };
  const catalogue = await orWhy(readCatalogue({ by }));
  tell(catalogue.why === undefined ? catalogueWords(catalogue.is) : `not read: ${catalogue.why}`);
  if (catalogue.why !== undefined) await orWhy(tellUnread({ message: catalogue.why }));

  const plan = await orWhy(planNextRefresh());
  tell(plan.is ? `next time ${plan.is.next}` : `the next time stays: ${plan.why}`);

  // The broker that tells no lists tells no dividends either, and the lists are to be tried again soon.
  const dividends = catalogue.why === undefined ? await readDividends() : null;
  if (dividends) tell(`dividends of ${dividends.read} shares read, of ${dividends.failed} not`);
  return { catalogue: catalogue.is ?? null, dividends, next: plan.is?.next ?? null };
}

async function readDividends() {
  const { is, why } = await orWhy(readAllDividends());
  const dividends = is ?? { read: 0, failed: 0, message: why ?? '' };
  await orWhy(tellDividends(dividends));
  return dividends;
}

type OrWhy<Result> =
  | { readonly is: Result; readonly why?: undefined }
  | { readonly is?: undefined; readonly why: string };

/** What it came to, or why it failed. */
async function orWhy<Result>(work: Promise<Result>): Promise<OrWhy<Result>> {
  try {
    return { is: await work };
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return { why: error.cause?.message ?? error.message };
  }
}

const catalogueWords = (catalogue: Awaited<ReturnType<typeof readCatalogue>>): string => {
  if (catalogue === null) return 'the catalogue was read just before';
  const { refused, listed, before, added, changed, gone } = catalogue;
  return refused
    ? `too few to be true: ${listed} listed where there were ${before}; nothing was changed`
    : `${listed} listed: ${added} new, ${changed} changed, ${gone} gone`;
};
