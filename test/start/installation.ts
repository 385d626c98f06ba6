/** One installation as a person has it: `npm start` with settings, ports and a data folder of its own. */
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from '../../scripts/processes/identity.mjs';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { judgeLeg } from '../support/ledger-judge.js';
import { type PaperControl, paperControl } from '../support/paper-control.js';
import { type Run, startRun } from './run.js';

export type Part = 'worker' | 'worker-1' | 'worker-2' | 'api' | 'bot' | 'paper' | 'temporal' | 'postgres';

export interface TaskJson {
  readonly id: string;
  readonly state: string;
  readonly executed: number;
  readonly averagePrice: string | null;
}

export interface HealthJson {
  readonly status: string;
  readonly mode: string;
}

export class Installation {
  readonly folder = mkdtempSync(join(tmpdir(), 'trademan-start-'));
  /** With a space, as people have them. */
  readonly dataDir = join(this.folder, 'data folder');
  readonly exchange: PaperControl;
  readonly #runs: Run[] = [];

  private constructor(readonly settings: Readonly<Record<string, string>>) {
    // Root's PostgreSQL runs as another user, who has to pass.
    chmodSync(this.folder, 0o711);
    this.exchange = paperControl(Number(settings.PAPER_CONTROL_PORT));
  }

  static async make(settings: Readonly<Record<string, string>> = {}): Promise<Installation> {
    const names = ['API_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'PAPER_PORT', 'PAPER_CONTROL_PORT'];
    const ports = await Promise.all(names.map(async (name) => [name, String(await freePort())]));
    return new Installation({ PAPER_CALM: '1', ...Object.fromEntries(ports), ...settings });
  }

  /** `npm start`, with these settings beside or instead of its own. */
  start(more: Readonly<Record<string, string>> = {}): Run {
    const run = startRun({ DATA_DIR: this.dataDir, ...this.settings, ...more });
    this.#runs.push(run);
    return run;
  }

  async health(): Promise<HealthJson> {
    return (await (await fetch(`${this.#base}/health`)).json()) as HealthJson;
  }

  async untilHealthy(timeoutMs = 10_000): Promise<void> {
    await eventually(async () => (await this.health()).status === 'ok', { what: 'health', timeoutMs });
  }

  async api<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
    const token = readFileSync(join(this.dataDir, 'api-token'), 'utf8').trim();
    const answer = await fetch(this.#base + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }

  tasks = async (): Promise<TaskJson[]> => (await this.api<{ items: TaskJson[] }>('GET', '/tasks')).items;
  task = (id: string): Promise<TaskJson> => this.api('GET', `/tasks/${encodeURIComponent(id)}`);

  /** @returns the task's id, when its order stands at the exchange */
  async buyAt(order: { ticker: string; amount: number; limitPrice: string; lots: number }): Promise<string> {
    const { lots, ...body } = order;
    const { tasks } = await this.api<{ tasks: TaskJson[] }>('POST', '/commands/buy', body);
    const id = tasks[0]?.id;
    if (id === undefined) throw new Error('no task was started');
    const working = async () => (await this.judge(order)).working === lots;
    await eventually(working, { what: `the order of ${id} at the exchange` });
    return id;
  }

  /** What the exchange's ledger says of all orders for this ticker at this price. */
  async judge({ ticker, limitPrice }: { ticker: string; limitPrice: string }) {
    const events = (await this.exchange.ledger()).filter((event) => event.ticker === ticker);
    const ids = events
      .filter(({ kind, price }) => kind === 'accepted' && Number(price) === Number(limitPrice))
      .map(({ requestId = '' }) => requestId);
    return { ...judgeLeg(events, new Set(ids)), orders: ids.length };
  }

  identityOf(part: Part | 'supervisor'): ProcessIdentity {
    const file = part === 'supervisor' ? 'supervisor.lock' : `${part}.json`;
    const { pid, began } = JSON.parse(
      readFileSync(join(this.dataDir, 'run', file), 'utf8'),
    ) as ProcessIdentity;
    return { pid, began };
  }

  /** Every process of it, those that a part has started itself included. */
  processes(): ProcessIdentity[] {
    const parts = (['worker', 'api', 'paper', 'temporal', 'postgres'] as const).filter((part) =>
      existsSync(join(this.dataDir, 'run', `${part}.json`)),
    );
    const own = [...parts, 'supervisor' as const].map((part) => this.identityOf(part));
    return own.flatMap((identity) => [identity, ...childrenOf(identity.pid).map(identify)]);
  }

  runFolder = (): string[] => readdirSync(join(this.dataDir, 'run'));

  /** `kill -9` of one part, until another process has taken its place. */
  async killAndAwaitNext(part: Part): Promise<void> {
    const former = this.identityOf(part);
    process.kill(former.pid, 'SIGKILL');
    const replaced = () => !isAlive(former) && this.identityOf(part).pid !== former.pid;
    await eventually(replaced, { what: `another ${part}` });
  }

  /** Whatever a failed test has left running. */
  async end(): Promise<void> {
    for (const run of this.#runs) {
      if (run.child.exitCode !== null || run.child.signalCode !== null) continue;
      run.child.kill('SIGTERM');
      await run.ended();
    }
  }

  async remove(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #base(): string {
    return `http://127.0.0.1:${this.settings.API_PORT}/api/v1`;
  }
}

function childrenOf(pid: number): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const [, fields = ''] = /\) (.*)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
        return Number(fields.split(' ')[1]) === pid;
      } catch {
        return false;
      }
    })
    .map(Number);
}
