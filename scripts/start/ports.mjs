/** Every port the parts will listen on is looked at before anything is started. */
import { isFree } from '../processes/free-port.mjs';
import { SetUpError } from '../set-up/set-up-error.mjs';

/** @typedef {{ setting: string, port: number, host: string, what: string }} NeededPort */

/** @param {import('./settings.mjs').Config} config @returns {NeededPort[]} */
export function neededPorts({ api, temporal, paper, broker }) {
  const loopback = { host: '127.0.0.1' };
  return [
    { setting: 'API_PORT', port: api.port, host: api.host, what: 'the API' },
    ...(temporal.address
      ? []
      : [
          { setting: 'TEMPORAL_PORT', port: temporal.port, ...loopback, what: "Temporal's server" },
          { setting: 'TEMPORAL_UI_PORT', port: temporal.uiPort, ...loopback, what: "Temporal's web UI" },
        ]),
    ...(broker === 'paper' ? paperPorts({ paper }) : []),
  ];
}

/** @param {Pick<import('./settings.mjs').Config, 'paper'>} config @returns {NeededPort[]} */
export function paperPorts({ paper }) {
  return [
    { setting: 'PAPER_PORT', port: paper.port, host: 'localhost', what: 'the paper exchange' },
    {
      setting: 'PAPER_CONTROL_PORT',
      port: paper.controlPort,
      host: 'localhost',
      what: "the paper exchange's control",
    },
  ];
}

/** @param {NeededPort[]} ports @throws {SetUpError} naming the first that cannot be had */
export async function checkPorts(ports) {
  const taken = new Map();
  for (const { setting, port, host, what } of ports) {
    const other = taken.get(port);
    if (other)
      throw new SetUpError(`${setting} and ${other} are both ${port}: give one of them another port in .env`);
    taken.set(port, setting);
    if (!(await isFree(port, host).catch((error) => refuseHost(error, host)))) {
      throw new SetUpError(
        `Port ${port} for ${what} is taken by another program: end that program, or set ${setting} to a free port in .env`,
      );
    }
  }
}

function refuseHost(error, host) {
  if (error.code !== 'EADDRNOTAVAIL' && error.code !== 'ENOTFOUND') throw error;
  throw new SetUpError(
    `${host} is no address of this machine: set API_HOST to one that is, such as 127.0.0.1`,
  );
}
