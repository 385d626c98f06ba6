/** Which parts the settings ask for. */
import { ownProcess, PAPER_HEAP, postgresServer, programOf, temporalServer } from './parts.mjs';

/**
 * @param {{ config: import('./settings.mjs').Config, temporalProgram: string | undefined }} options
 *   `temporalProgram` when the embedded server is used
 * @param {import('./parts.mjs').Output} output
 * @returns {import('./system.mjs').Group[]} in the order of starting; they end in the opposite one
 */
export function groupsFor({ config, temporalProgram }, output) {
  const { dataDir, temporal, broker, workers, telegram } = config;
  let databaseUrl = config.databaseUrl;
  const environment = () => ({
    DATA_DIR: dataDir,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...(temporalProgram
      ? { TEMPORAL_ADDRESS: `127.0.0.1:${temporal.port}`, TRADEMAN_EMBEDDED_TEMPORAL: '1' }
      : {}),
  });
  const own = (name, folder, options) =>
    ownProcess({ name, program: programOf(folder), environment, mayWait: true, ...options }, output);
  const rememberUrl = (url) => {
    databaseUrl = url;
  };

  const needs = [
    ...(databaseUrl ? [] : [postgresServer({ dataDir, onUrl: rememberUrl }, output)]),
    ...(temporalProgram
      ? [
          temporalServer(
            { program: temporalProgram, port: temporal.port, uiPort: temporal.uiPort, dataDir },
            output,
          ),
        ]
      : []),
    ...(broker === 'paper'
      ? [own('paper', 'paper', { stopWithinMs: 1_000, mayWait: false, execArgv: PAPER_HEAP })]
      : []),
  ];
  const allWorkers = Array.from({ length: workers }, (_, index) =>
    own(workers === 1 ? 'worker' : `worker-${index + 1}`, 'worker', { stopWithinMs: 3_000 }),
  );
  return [
    ...needs.map((part) => ({ stage: 0, parts: [part] })),
    { stage: 1, parts: allWorkers },
    { stage: 1, parts: [own('api', 'api', { stopWithinMs: 1_000 })] },
    ...(telegram.token ? [{ stage: 1, parts: [own('bot', 'bot', { stopWithinMs: 1_000 })] }] : []),
  ];
}

/** The paper exchange alone. @returns {import('./system.mjs').Group[]} */
export function paperGroup({ config }, output) {
  const environment = () => ({ DATA_DIR: config.dataDir });
  return [
    {
      stage: 0,
      parts: [
        ownProcess(
          {
            name: 'paper',
            program: programOf('paper'),
            environment,
            stopWithinMs: 5_000,
            execArgv: PAPER_HEAP,
          },
          output,
        ),
      ],
    },
  ];
}
