/** `npm run soak -- --minutes N --seed S [--spreads N] [--outage-seconds N]` */
import { parseArgs } from 'node:util';
import { soak } from './soak.js';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** @returns the exit code */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      ...{ minutes: { type: 'string' }, seed: { type: 'string' }, spreads: { type: 'string' } },
      'outage-seconds': { type: 'string' },
    },
  });
  const minutes = Number(values.minutes ?? 10);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const spreads = Number(values.spreads ?? 20);
  const outage = values['outage-seconds'];
  const outageMs = outage === undefined ? undefined : Number(outage) * 1_000;
  if (
    !(
      minutes > 0 &&
      Number.isInteger(seed) &&
      Number.isInteger(spreads) &&
      spreads >= 0 &&
      (outageMs ?? 0) >= 0
    )
  ) {
    say(
      'npm run soak -- --minutes <more than 0> --seed <a whole number> [--spreads <0 or more>] [--outage-seconds <0 or more>]',
    );
    return 1;
  }
  say(`Soaking for ${minutes} minutes; --seed ${seed} chooses the same again`);
  const { wrong, figures, folder } = await soak({
    minutes,
    seed,
    spreads,
    say,
    ...(outageMs !== undefined && { outageMs }),
  });
  say(JSON.stringify(figures, null, 2));
  if (wrong.length === 0) {
    say('Right: every task has what it asked for, and the ledger never more');
    return 0;
  }
  for (const each of wrong) say(`WRONG: ${each}`);
  say(
    `The exchange's ledger (data folder/paper) and the logs (data folder/logs) are kept in ${folder}; --seed ${seed}`,
  );
  return 1;
}
