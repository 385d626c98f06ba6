/** Whose account it is, and what the tokens may do with it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AccessLevel, type Account, AccountStatus } from 'tinkoff-invest-api/dist/generated/users.js';
import { AccessDeniedError } from '../../broker/errors.js';
import { findAccount } from '../../broker/find-account.js';
import type { GrpcClients } from '../../broker/grpc/client.js';
import { AccountChoiceError } from '../../broker/self-check.js';
import { type PaperBroker, SILENT, startPaperBroker } from './paper-broker.js';

let paper: PaperBroker;
beforeAll(async () => {
  paper = await startPaperBroker();
});
afterAll(() => paper?.stop());

test('a token that may only read is known by the exchange at the start', async () => {
  expect(paper.broker.readOnly).toBe(false);
  await expect(paper.connect({ token: 'read-only' })).resolves.toMatchObject({ readOnly: true });
});

test('the token of orders decides, not the one that reads are sent with', async () => {
  await expect(paper.connect({ token: 'full', readToken: 'read-only' })).resolves.toMatchObject({
    readOnly: false,
  });
  await expect(paper.connect({ token: 'read-only', readToken: 'read-too' })).resolves.toMatchObject({
    readOnly: true,
  });
});

const account = (change: Partial<Account>): Account => ({
  id: '1',
  type: 1,
  name: '',
  status: AccountStatus.ACCOUNT_STATUS_OPEN,
  openedDate: undefined,
  closedDate: undefined,
  accessLevel: AccessLevel.ACCOUNT_ACCESS_LEVEL_FULL_ACCESS,
  ...change,
});

/** Accounts by the token they are asked for with. */
const clientsOf = (answers: { full: () => Account[]; read?: () => Account[] }) =>
  ({
    of: (_: unknown, _kind: 'read', token: 'full' | 'read' = 'read') => ({
      getAccounts: async () => ({ accounts: answers[token]?.() ?? [] }),
    }),
  }) as unknown as GrpcClients;
const choose = (accounts: Account[], accountId?: string) =>
  findAccount(clientsOf({ full: () => accounts }), { logger: SILENT, ...(accountId && { accountId }) });

test('closed accounts, and those without access, do not count', async () => {
  const found = await choose([
    account({ id: '1', status: AccountStatus.ACCOUNT_STATUS_CLOSED }),
    account({ id: '2', accessLevel: AccessLevel.ACCOUNT_ACCESS_LEVEL_NO_ACCESS }),
    account({ id: '3' }),
  ]);
  expect(found).toEqual({ id: '3', readOnly: false });
  await expect(choose([])).rejects.toThrow('reaches no open account');
});

test('of several one must be named; what may be done with the others does not matter', async () => {
  const both = [
    account({ id: '1' }),
    account({ id: '2', accessLevel: AccessLevel.ACCOUNT_ACCESS_LEVEL_READ_ONLY }),
  ];
  await expect(choose(both)).rejects.toThrow('set TINVEST_ACCOUNT_ID to one of 1, 2');
  await expect(choose(both, '1')).resolves.toEqual({ id: '1', readOnly: false });
  await expect(choose(both, '2')).resolves.toEqual({ id: '2', readOnly: true });
});

test('a read token that does not reach the account, or is not accepted, is named', async () => {
  const full = () => [account({ id: '1' })];
  const options = { logger: SILENT, readToken: 'read' };
  await expect(findAccount(clientsOf({ full, read: () => [] }), options)).rejects.toThrow(
    'TINVEST_READ_TOKEN does not reach account 1',
  );
  const read = () => {
    throw new AccessDeniedError({
      method: 'GetAccounts',
      brokerCode: '40003',
      brokerMessage: 'token is invalid',
    });
  };
  const refused = findAccount(clientsOf({ full, read }), options);
  await expect(refused).rejects.toBeInstanceOf(AccountChoiceError);
  await expect(refused).rejects.toThrow('TINVEST_READ_TOKEN: token is invalid');
});

test('a certificate that is not believed is told apart from silence', async () => {
  const warnings: string[] = [];
  let attempts = 0;
  const full = () => {
    attempts += 1;
    if (attempts === 1)
      throw new Error('No connection established. Last error: self-signed certificate in chain');
    if (attempts === 2) throw new Error('No connection established. Last error: connect ECONNREFUSED');
    return [account({})];
  };
  const logger = { warn: (_: object, message: string) => void warnings.push(message) };
  await findAccount(clientsOf({ full }), { logger });
  expect(warnings).toEqual([
    expect.stringContaining('TINVEST_CA_FILE'),
    expect.stringContaining('does not answer yet'),
  ]);
});
