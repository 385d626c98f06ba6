/**
 * Ten tasks and some spreads at a lively market while everything that can fail does, for as long as is wanted; then calm, and a judge
 * who reads the exchange's ledger alone.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BotApiUser } from '../support/bot-api-user.js';
import { eventually } from '../support/eventually.js';
import { nowUs } from '../support/terms-over-time.js';
import { judgeStretches, type UnhedgedFigures } from '../support/unhedged-causes.js';
import { type Ground, prepareGround } from './ground.js';
import { watchPace } from './machine-pace.js';
import { startMarket, TICKERS } from './market.js';
import { Mishaps } from './mishaps.js';
import { Outages } from './outages.js';
import { type Asset, assetsAt, pairsOf, sharesOf } from './pairs.js';
import { startPairsMarket } from './pairs-market.js';
import { startPeople } from './people.js';
import { createRandom } from './random.js';
import { storm } from './storm.js';
import { toldWhileOwed } from './telling.js';
import { beyondLowered, verdictOn } from './verdict.js';
import { type SoakedTask, startWatch } from './watch.js';
import { watchHealth } from './watch-health.js';

export interface SoakOptions {
  /** Of everything but the set-up and what the end takes beyond its share. */
  readonly minutes: number;
  readonly seed: number;
  /** How many are kept going. @default 20 */
  readonly spreads?: number;
  /** How long Temporal, PostgreSQL and the broker are away, one after another; 0 for not at all. @default five minutes from half an hour on */
  readonly outageMs?: number;
  /** Each blow as it falls, in one line. */
  readonly say: (line: string) => void;
}

export interface SoakResult {
  /** Everything that is wrong; empty when all is right. */
  readonly wrong: readonly string[];
  readonly figures: {
    readonly blows: Readonly<Record<string, number>>;
    /** Amendments by kind and answer, halts, and what was refused for those. */
    readonly people: Readonly<Record<string, number>>;
    /** Tasks that had executed more when a lower target took effect. */
    readonly beyondLowered: number;
    /** Orders accepted and fills while that part alone was away. */
    readonly inOutages: Readonly<Record<string, { readonly accepted: number; readonly filled: number }>>;
    readonly tasks: Readonly<Record<string, number>>;
    readonly orders: number;
    readonly unhedged: UnhedgedFigures;
    /** What tasks were told while the hedge of a near lot was owed, and how often. */
    readonly toldWhileOwed: Readonly<Record<string, number>>;
    /** What part of a machine of its own the soak had; limits in time are counted by it. */
    readonly machineShare: number;
    readonly ledgerEntries: number;
    /** What our processes wrote to their logs as errors, and how often. */
    readonly errors: Readonly<Record<string, number>>;
    /** The longest time in a row in which not every part answered, outages of minutes included. */
    readonly longestDegradedMs: number;
    /** From the last blow until every part answered, and until the last task was finished. */
    readonly healthyAfterMs: number;
    readonly finishedAfterMs: number;
  };
  /** Ledger, database and logs; kept when something is wrong. */
  readonly folder: string;
}

/** At the end everything has this long to come to rest. */
const CALM_MS = 25_000;
const HEALTHY_WITHIN_MS = 60_000;
const FINISHED_WITHIN_MS = 120_000;
const SPREADS = 20;
const OUTAGES_FROM_MINUTES = 30;
const OUTAGE_MS = 300_000;

export async function soak({ say, ...options }: SoakOptions): Promise<SoakResult> {
  const assets = assetsAt(new Date());
  const ground = await prepareGround([...TICKERS, ...sharesOf(assets)]);
  const over = new AbortController();
  const told = performance.now();
  const tell = (line: string) =>
    say(`${((performance.now() - told) / 1_000).toFixed(1).padStart(7)} s  ${line}`);
  let isRight = false;
  try {
    const result = await soaked({ ground, assets }, { ...options, say: tell }, over);
    isRight = result.wrong.length === 0;
    return result;
  } finally {
    over.abort();
    await ground.close({ keepFolder: !isRight });
  }
}

async function soaked(
  { ground, assets }: { ground: Ground; assets: readonly Asset[] },
  {
    minutes,
    seed,
    spreads = SPREADS,
    say,
    outageMs = minutes >= OUTAGES_FROM_MINUTES ? OUTAGE_MS : 0,
  }: SoakOptions,
  over: AbortController,
): Promise<SoakResult> {
  const { installation, run } = ground;
  const { signal } = over;
  const random = (name: string) => createRandom(seed, name);
  const pace = watchPace(signal);
  const health = watchHealth(installation, { say, signal });
  const market = startMarket(installation.exchange, random('market'), signal);
  const pairsMarket = await startPairsMarket(installation.exchange, assets, {
    random: random('pairs'),
    signal,
  });
  const outages = new Outages();
  const mishaps = new Mishaps();
  const mishapsSeen = mishaps.follow(installation.exchange, signal);
  const people = startPeople(ground, {
    ...{ random, spreads, pairs: pairsOf(assets), outages, say, signal },
    isClosed: (ticker) => mishaps.isClosed(ticker),
  });
  const { asked } = people;
  const watch = await startWatch(installation, { asked, outages, signal });
  run.child.once('exit', () => over.abort());

  const blows = await storm(ground, {
    forMs: Math.max(10_000, minutes * 60_000 - CALM_MS),
    outageMs,
    outages,
    mishaps,
    pairsMarket,
    pace,
    random: random('storm'),
    say,
    signal,
  });
  const calmAt = performance.now();
  const since = () => Math.round(performance.now() - calmAt);
  ground.line.restore();
  await eventually(() => installation.exchange.clearFaults().then(() => true), { what: 'the exchange' });
  say('calm: nothing strikes any more');
  people.settle();
  market.feed();
  pairsMarket.feed();
  const failures: string[] = [];
  const note = (error: Error) => void failures.push(error.message);
  await installation.untilHealthy(HEALTHY_WITHIN_MS).catch(note);
  const healthyAfterMs = since();
  const finished = async () => (await people.unfinished())?.length === 0;
  await eventually(finished, {
    what: 'every task finished',
    timeoutMs: FINISHED_WITHIN_MS,
    everyMs: 200,
  }).catch(note);
  const finishedAfterMs = since();
  // A late order would come within the deadlines of what was sent.
  await pause(2_000);
  if (signal.aborted) failures.push(`npm start ended:\n${run.lines().slice(-20).join('\n')}`);
  over.abort();
  await Promise.all([people.ended, market.ended, pairsMarket.ended, mishapsSeen, watch.ended]);
  const tasks = await watch.look();
  const unreported = () => unreportedTo(ground.person, tasks);
  await eventually(() => unreported().length === 0, { what: 'the reports' }).catch(() =>
    failures.push(`the chat holds no report of ${unreported().join(', ')}`),
  );

  const own = pace.ownTime();
  const evidence = { judge: watch.judge, tasks, asked, mishaps: mishaps.list(), own };
  const stretches = watch.judge.stretches(nowUs());
  return {
    wrong: [...failures, ...outages.wrong(), ...verdictOn(evidence)],
    figures: {
      blows: Object.fromEntries([...blows].sort()),
      people: Object.fromEntries([...asked.counts].sort()),
      beyondLowered: beyondLowered(evidence),
      inOutages: outages.figures(),
      tasks: counted(tasks.map(({ state }) => state)),
      orders: watch.judge.orders,
      unhedged: judgeStretches(stretches, evidence.mishaps, own).figures,
      toldWhileOwed: toldWhileOwed(asked.told, stretches),
      machineShare: pace.share(),
      ledgerEntries: watch.judge.lastSeq,
      errors: counted(errorsIn(join(installation.dataDir, 'logs'))),
      longestDegradedMs: health.longestMs(),
      healthyAfterMs,
      finishedAfterMs,
    },
    folder: installation.folder,
  };
}

/** Which process said what, and of which error. */
function errorsIn(logFolder: string): string[] {
  return readdirSync(logFolder).flatMap((file) =>
    readFileSync(join(logFolder, file), 'utf8')
      .split('\n')
      .filter((line) => /"level":[56]0/.test(line))
      .map((line) => {
        const [message, cause] = ['msg', 'message'].map(
          (name) => new RegExp(`"${name}":"([^"]*)"`).exec(line)?.[1],
        );
        return `${file}: ${message ?? line}${cause === undefined ? '' : ` (${cause})`}`;
      }),
  );
}

/** Tasks whose end was not written to the chat; a report begins with the task's id. */
const unreportedTo = (person: BotApiUser, tasks: readonly SoakedTask[]): string[] =>
  tasks.map(({ id }) => id).filter((id) => !person.texts().some((text) => text.startsWith(`${id}: `)));

const counted = (words: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(words)].map((word) => [word, words.filter((each) => each === word).length]));
