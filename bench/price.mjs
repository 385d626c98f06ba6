/**
 * How much better is the achieved price than the simple way's? `npm run bench -- price`, about seven minutes: for each
 * seed the same lively market twice, in an exchange of its own for each way, one of them with a whole installation.
 * SIDE_BY_SIDE=2 takes less of the machine, PRICE_SEEDS=3 fewer seeds. Writes bench/price.json.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Decimal } from 'decimal.js';
import { achieved, mean, middleOf, standardErrorOf, toKopeck } from './achieved-price.mjs';
import { openExchange } from './exchange.mjs';
import { startInstallation } from './installation.mjs';
import { startExchange } from './paper/exchange-process.mjs';
import { row } from './report.mjs';
import { sellSimply } from './simple-way.mjs';

export const SEEDS = Array.from({ length: 20 }, (_, index) => `price-${index + 1}`);
/** Not the share that a first start buys to show something: its fills are not to be taken for the spread's. */
const FAR = { prefix: 'GZ', position: 2 };
const NEAR = 'GAZP';
const AMOUNT = 40;
const SECONDS = 60;
const COMMISSION_RATE = new Decimal('0.0005');
const SHORT_MS = 5;
const NANO = 1_000_000_000;
/** What is wanted besides the middle of the market at its start, in roubles: a price that is there, and one that is waited for. */
const WISHES = [0, 10];

/**
 * The terms, the same for both ways and all seeds: the market's middle before its first step, and so much more, less
 * commission.
 */
async function listTerms(more) {
  const { loadCatalogue } = await import('../dist/paper/instruments/catalogue.js');
  const nowMs = Date.now();
  const { all } = loadCatalogue(nowMs);
  const near = all.find(({ ticker }) => ticker === NEAR);
  const fars = all
    .filter(({ ticker, details }) => ticker.startsWith(FAR.prefix) && details.kind === 'future')
    .filter(({ details }) => (details.terms.expiresAtMs ?? 0) > nowMs)
    .sort((one, other) => one.details.terms.expiresAtMs - other.details.terms.expiresAtMs);
  const far = fars[FAR.position - 1];
  const ratio = far.details.terms.size;
  const roubles = ({ startTicks, tickValueNano }) =>
    new Decimal(tickValueNano.toString()).mul(startTicks).div(NANO);
  const [farPrice, nearPrice] = [roubles(far), roubles(near).mul(ratio)];
  const middle = farPrice.sub(nearPrice);
  const wanted = toKopeck(middle.add(more).sub(farPrice.add(nearPrice).mul(COMMISSION_RATE)));
  return { far, near, ratio, middle, wanted, amount: AMOUNT, milliseconds: SECONDS * 1_000 };
}

/** It stands still until each way has placed what it wants first (`begin`); with the broker's own limits. */
const market = (seed) => ({ PAPER_CALM: '1', PAPER_SEED: seed, PAPER_RATE_WINDOW_MS: '60000' });

/** Somebody looks at both legs, and from here on they walk, from the first step of the seed: the same for both ways. */
async function begin(exchange, { far, near }) {
  for (const { ticker } of [near, far]) await exchange.call(`/book/${ticker}`);
  await exchange.call('/calm', { method: 'PUT', body: { calm: false } });
}

/** Enough of everything that nobody has to be asked. */
const account = ({ far }) => ({ money: '100000000', positions: { [far.ticker]: 10_000 } });

let before = Promise.resolve();
/** One start at a time: what looks for free ports side by side finds the same ones. */
function inTurn(start) {
  const mine = before.then(start);
  before = mine.catch(() => undefined);
  return mine;
}

async function ourWay(seed, terms) {
  const { far, near, wanted, amount, milliseconds } = terms;
  const installation = await inTurn(() => startInstallation({ environment: market(seed) }));
  try {
    const { api, exchange, tell } = installation;
    await delay(500);
    // What the first start shows to people.
    for (const { id, finishedAt } of (await api('/tasks')).items) if (!finishedAt) await tell(id, 'cancel');
    await exchange.call('/account', { method: 'PUT', body: account(terms) });
    await exchange.news();
    const body = {
      farTicker: far.ticker,
      nearTicker: near.ticker,
      sell: true,
      amount,
      price: wanted.toFixed(),
    };
    const { id: row } = await api('/spreads', { method: 'POST', body });
    const { tasks } = await api('/commands/spreads', { method: 'POST', body: { id: row } });
    const [{ id }] = tasks;
    const isFirstOrder = ({ kind, ticker }) => kind === 'accepted' && ticker === far.ticker;
    await exchange.entries([isFirstOrder]);
    await begin(exchange, terms);
    const untilMs = performance.now() + milliseconds;
    const task = () => api(`/tasks/${encodeURIComponent(id)}`);
    while (performance.now() < untilMs && !(await task()).finishedAt) await delay(250);
    if (!(await task()).finishedAt) await tell(id, 'cancel');
    while (!(await task()).finishedAt) await delay(SHORT_MS);
    return await achieved(exchange, terms);
  } finally {
    await installation.stop();
  }
}

async function simpleWay(seed, terms) {
  const { port, controlPort, stop } = await inTurn(() =>
    startExchange({ calm: true, environment: market(seed) }),
  );
  try {
    const exchange = openExchange(controlPort);
    await exchange.call('/account', { method: 'PUT', body: account(terms) });
    await exchange.news();
    await sellSimply({
      port,
      commissionRate: COMMISSION_RATE,
      begin: () => begin(exchange, terms),
      ...terms,
    });
    return await achieved(exchange, terms);
  } finally {
    await stop();
  }
}

/** @returns rows for the table: of each wish mean, median and every seed */
export async function measurePrice() {
  const seeds = SEEDS.slice(0, Number(process.env.PRICE_SEEDS ?? SEEDS.length));
  const compared = [];
  for (const more of WISHES) compared.push(await compare(seeds, await listTerms(more)));
  writeFileSync(
    fileURLToPath(new URL('./price.json', import.meta.url)),
    `${JSON.stringify({ at: new Date().toISOString(), compared }, null, 2)}\n`,
  );
  return compared.flatMap(rowsOf);
}

async function compare(names, terms) {
  const waiting = names.map((seed, place) => ({ seed, place }));
  const all = [];
  const missing = [];
  await Promise.all(
    Array.from({ length: Number(process.env.SIDE_BY_SIDE ?? 4) }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { seed, place } = next;
        const [ours, simple] = await Promise.allSettled([ourWay(seed, terms), simpleWay(seed, terms)]);
        const failed = [ours, simple].find(({ status }) => status === 'rejected');
        if (failed) {
          // The others count all the same; that one is missing is told.
          process.exitCode = 1;
          missing.push({ seed, error: String(failed.reason) });
          continue;
        }
        const better = ours.value.price.sub(simple.value.price);
        all[place] = { seed, better, ours: ours.value, simple: simple.value };
        process.stderr.write(`${seed}: ${better.toFixed(2)} roubles per contract\n`);
      }
    }),
  );
  const { far, near, ...figures } = terms;
  const seeds = all.filter(Boolean);
  const better = seeds.map((each) => each.better);
  return {
    terms: { far: far.ticker, near: near.ticker, sell: true, ...figures },
    better: {
      mean: toKopeck(mean(better)),
      standardError: toKopeck(standardErrorOf(better)),
      median: toKopeck(middleOf(better)),
      won: better.filter((each) => each.gt(0)).length,
      lost: better.filter((each) => each.lt(0)).length,
    },
    mean: {
      ours: toKopeck(mean(seeds.map(({ ours }) => ours.price))),
      simple: toKopeck(mean(seeds.map(({ simple }) => simple.price))),
    },
    missing,
    seeds: seeds.map(inKopecks),
  };
}

const inKopecks = ({ seed, better, ours, simple }) => ({
  seed,
  better: toKopeck(better),
  ours: { ...ours, price: toKopeck(ours.price) },
  simple: { ...simple, price: toKopeck(simple.price) },
});

function rowsOf({ terms, better, mean: each, seeds, missing }) {
  const roubles = (name, value) => ({ name, value: value.toNumber(), unit: 'RUB' });
  const { amount, far, near, ratio, wanted, middle } = terms;
  return [
    row(
      `sell ${amount} ${far} − ${ratio} × ${near} at ${wanted}: better than the simple way, per contract`,
      [
        roubles('mean', better.mean),
        roubles('standard error', better.standardError),
        roubles('median', better.median),
      ],
      {
        note: `better in ${better.won}, worse in ${better.lost} of ${seeds.length}; the middle was ${middle}${missing.map(({ seed }) => `; ${seed} failed`).join('')}`,
      },
    ),
    row('  achieved, mean', [roubles('ours', each.ours), roubles('simple', each.simple)]),
    ...seeds.map(({ seed, ours, simple, better: by }) =>
      row(`  ${seed}`, [roubles('', by), roubles('ours', ours.price), roubles('simple', simple.price)], {
        note: `executed ${ours.executed}, ${simple.executed} of ${amount}`,
      }),
    ),
  ];
}
