/**
 * How much better is the achieved price than the simple way's? `npm run bench -- price`, about seven minutes: for each
 * seed the same lively market twice, in an exchange of its own for each way, one of them with a whole installation.
 * SIDE_BY_SIDE=2 takes less of the machine, PRICE_SEEDS=3 fewer seeds. Writes bench/price.json.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
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
const COMMISSION_RATE = 0.0005;
const SHORT_MS = 5;
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
  const roubles = ({ startTicks, tickValueNano }) => (startTicks * Number(tickValueNano)) / 1e9;
  const [farPrice, nearPrice] = [roubles(far), ratio * roubles(near)];
  const middle = farPrice - nearPrice;
  const wanted = Number((middle + more - COMMISSION_RATE * (farPrice + nearPrice)).toFixed(2));
  return { far, near, ratio, middle, wanted, amount: AMOUNT, milliseconds: SECONDS * 1_000 };
}

/** Lively, with the broker's own limits. */
const market = (seed) => ({ PAPER_CALM: '0', PAPER_SEED: seed, PAPER_RATE_WINDOW_MS: '60000' });

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
      price: String(wanted),
    };
    const { id: row } = await api('/spreads', { method: 'POST', body });
    const untilMs = performance.now() + milliseconds;
    const { tasks } = await api('/commands/spreads', { method: 'POST', body: { id: row } });
    const [{ id }] = tasks;
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
    startExchange({ calm: false, environment: market(seed) }),
  );
  try {
    const exchange = openExchange(controlPort);
    await exchange.call('/account', { method: 'PUT', body: account(terms) });
    await exchange.news();
    await sellSimply({ port, commissionRate: COMMISSION_RATE, ...terms });
    return await achieved(exchange, terms);
  } finally {
    await stop();
  }
}

/**
 * From the exchange's own fills: far average less ratio × near average, without commission. What was not executed in time
 * is counted at what crossing both books brings at that moment, as somebody would have to pay who must be in by then.
 */
async function achieved(exchange, { far, near, ratio, amount }) {
  const fills = (await exchange.news()).filter(({ kind }) => kind === 'fill');
  const sumOf = ({ ticker, lot }, direction) => {
    const own = fills.filter((each) => each.ticker === ticker && each.direction === direction);
    const securities = own.reduce((sum, { lots }) => sum + lots * lot, 0);
    const value = own.reduce((sum, { lots, price }) => sum + lots * lot * Number(price), 0);
    return { securities, value };
  };
  const [sold, bought] = [sumOf(far, 'sell'), sumOf(near, 'buy')];
  const unhedged = sold.securities * ratio - bought.securities;
  const rest = amount - sold.securities;
  const books = await Promise.all([far, near].map(({ ticker }) => exchange.call(`/book/${ticker}`)));
  const [farRest, nearRest] = [
    worth(books[0].bids, rest),
    // What is owed still is bought there too.
    worth(books[1].asks, (rest * ratio + unhedged) / near.lot) * near.lot,
  ];
  return {
    executed: sold.securities,
    unhedged,
    fills: sold.securities === 0 ? null : (sold.value - bought.value) / sold.securities,
    price: (sold.value + farRest - bought.value - nearRest) / amount,
  };
}

/** What so many lots come to, level by level; the last one is as deep as it takes. */
function worth(levels, lots) {
  let left = lots;
  let value = 0;
  for (const [place, [price, shown]] of levels.entries()) {
    const taken = place === levels.length - 1 ? left : Math.min(left, shown);
    value += taken * Number(price);
    left -= taken;
  }
  return value;
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const middleOf = (values) => {
  const sorted = [...values].sort((one, other) => one - other);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
};

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
        const better = ours.value.price - simple.value.price;
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
      mean: mean(better),
      median: middleOf(better),
      won: better.filter((each) => each > 0).length,
      lost: better.filter((each) => each < 0).length,
    },
    mean: {
      ours: mean(seeds.map(({ ours }) => ours.price)),
      simple: mean(seeds.map(({ simple }) => simple.price)),
    },
    missing,
    seeds,
  };
}

function rowsOf({ terms, better, mean: each, seeds, missing }) {
  const roubles = (name, value) => ({ name, value, unit: 'RUB' });
  const { amount, far, near, ratio, wanted, middle } = terms;
  return [
    row(
      `sell ${amount} ${far} − ${ratio} × ${near} at ${wanted}: better than the simple way, per contract`,
      [roubles('mean', better.mean), roubles('median', better.median)],
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
