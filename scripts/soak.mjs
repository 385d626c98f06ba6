/** `npm run soak`: set-up and build as for a start, then test/soak, which is TypeScript that no build compiles. */
import { register } from 'node:module';
import { build } from './build.mjs';
import { setUp } from './set-up/set-up.mjs';
import { temporalProgram } from './set-up/temporal-program.mjs';

const say = (line) => process.stdout.write(`${line}\n`);

await setUp(say);
await temporalProgram(say);
await build({ log: say });
register('./soak/typescript-loader.mjs', import.meta.url);
const { main } = await import('../test/soak/command.ts');
process.exit(await main(process.argv.slice(2)));
