import { ACCOUNT, limitOrder } from '../../paper-client.js';
import { type Scene, setScene } from '../scene.js';

/** Ends with the refusal. All are run at one exchange: none may rest on another, nor leave it nothing. */
export type Cause = (scene: Scene) => Promise<unknown>;
export type Causes = Readonly<Record<string, Cause>>;

export type Terms = Parameters<typeof limitOrder>[1];

const TERMS: Terms = { lots: 1, price: '290' };

export const order = ({ uid }: Scene, terms: Partial<Terms> = {}, ticker = 'SBER') =>
  limitOrder(uid(ticker), { ...TERMS, ...terms });

export const post =
  (terms: Partial<Terms>, ticker?: string): Cause =>
  (scene) =>
    scene.client.orders.postOrder(order(scene, terms, ticker));

/** A number that no enum of the contract has. */
export const UNKNOWN = 99;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const daysFromNow = (days: number): Date => new Date(Date.now() + days * DAY_MS);
export const BEFORE_ALL_TIMES = new Date('1969-12-31T23:59:59Z');
export const AFTER_ALL_TIMES = new Date('2100-01-01T00:00:00Z');

/** At an exchange of its own. */
export const elsewhere =
  (options: Parameters<typeof setScene>[0], cause: Cause): Cause =>
  async () => {
    const scene = await setScene(options);
    try {
      return await cause(scene);
    } finally {
      await scene.close();
    }
  };

/** With an account of the sandbox, which has nothing and is closed in the end. */
export const inSandbox =
  (cause: (scene: Scene, accountId: string) => Promise<unknown>): Cause =>
  async (scene) => {
    const { accountId } = await scene.client.sandbox.openSandboxAccount({});
    try {
      return await cause(scene, accountId);
    } finally {
      await scene.client.sandbox.closeSandboxAccount({ accountId }).catch(() => undefined);
    }
  };

export async function refusedBare(
  answer: Promise<{ code: string | undefined; status: number }>,
): Promise<never> {
  const { code, status } = await answer;
  throw Object.assign(new Error(`refused with ${code}`), { details: code, code: status });
}

export { ACCOUNT };
