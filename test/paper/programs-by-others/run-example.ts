import { eventually } from '../../support/eventually.js';
import { startTestProcess } from '../../support/processes.js';

/** Runs an example that the npm package `tinkoff-sdk-grpc-js` carries to its end. */
export async function runExample(
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ exitCode: number | null; output: string }> {
  const path = `node_modules/tinkoff-sdk-grpc-js/dist/examples/${name}.js`;
  const program = startTestProcess(path, environment);
  let closed = false;
  // Not `exit`: what it wrote is complete only now.
  program.child.once('close', () => {
    closed = true;
  });
  try {
    await eventually(() => closed, { what: `the end of ${name}`, timeoutMs: 15_000 });
  } finally {
    await program.stop('SIGKILL');
  }
  return { exitCode: program.child.exitCode, output: program.output() };
}
