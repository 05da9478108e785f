import { expect, it } from 'vitest';

import type { Account, AccountContent } from './account.ts';
import { honestBehaviour } from './nodeBehaviour.ts';
import { SYSTEM_PROGRAM, TOKEN_PROGRAM } from './programAddresses.ts';
import { toldAccounts } from './toldAccounts.ts';

const account = (program: string, content: AccountContent): Account => ({
  lamports: 100n,
  program,
  content,
});
const held = (owner: string, rentReserve?: bigint): Account =>
  account(TOKEN_PROGRAM, { kind: 'token', mint: 'mint', owner, units: 10n, rentReserve });

const TRUTH = new Map<string, Account>([
  ['wallet', account(SYSTEM_PROGRAM, { kind: 'empty' })],
  ['held', held('wallet')],
  ['wrapped', held('wallet', 2n)],
  ['pool', account('swap', { kind: 'pool', lamportsPerWholeToken: undefined })],
  ['vault', held('pool')],
  ['mint', account(TOKEN_PROGRAM, { kind: 'mint', decimals: 6, supply: 1n })],
]);

const truth = { read: (address: string) => TRUTH.get(address) };
const lying = (lies: object) => toldAccounts({ ...honestBehaviour().lies, ...lies }, truth);
const unitsIn = (told: Account | undefined) =>
  told?.content.kind === 'token' ? told.content.units : undefined;

it('tells the truth unless it lies', () => {
  expect(lying({})).toBe(truth);
});

it.each([
  ['high', 10_000_000_100n, 20n],
  ['low', 50n, 5n],
])(
  'tells balances of wallets and what they hold too %s, and nothing else',
  (balances, sol, units) => {
    const told = lying({ balances });
    expect(told.read('wallet')?.lamports).toBe(sol);
    expect(unitsIn(told.read('held'))).toBe(units);
    for (const name of ['wrapped', 'vault', 'pool', 'mint', 'nobody']) {
      expect(told.read(name), name).toEqual(TRUTH.get(name));
    }
  },
);

it('tells other decimals of mints', () => {
  const told = lying({ altersDecimals: true });
  expect(told.read('mint')?.content).toMatchObject({ decimals: 7 });
  expect(told.read('wallet')).toEqual(TRUTH.get('wallet'));
});
