import { describe, expect, it } from 'vitest';

import type { ChainAccount } from '../chain/chainNode.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { draftOf, policyOf } from '../testing/policyFixtures.ts';
import { heldBy, rosyAccounts } from '../testing/rosyAccounts.ts';
import { buyPlan, madeUpAddress, PLAN, sellPlan } from '../testing/tradeFixtures.ts';
import { accountsToWatch, checkSimulatedState } from './checkSimulatedState.ts';

const plan = buyPlan({ wrappedSol: { address: PLAN.wrappedSol, exists: true, units: 500n } });
const policy = policyOf(plan);
const watched = accountsToWatch(draftOf(plan), policy);
const STRANGER = madeUpAddress(200);

type Accounts = Array<ChainAccount | null>;

/** What is found wrong after a change to accounts that are as they should be. */
function problemAfter(change: (accounts: Accounts) => void, held = policy) {
  const accounts = rosyAccounts(watched);
  change(accounts);
  return checkSimulatedState(watched, accounts, held)?.context;
}

function token(
  units: bigint,
  powers: { readonly owner?: string; readonly delegate?: true; readonly closer?: string } = {},
): ChainAccount {
  const owner = (powers.owner ?? PLAN.wallet) as typeof PLAN.wallet;
  const data = heldBy(owner, units);
  if (powers.delegate) data.set([1, 0, 0, 0, ...new Uint8Array(32).fill(200)], 72);
  if (powers.closer !== undefined) {
    data.set([1, 0, 0, 0], 129);
    data.set(heldBy(powers.closer as typeof PLAN.wallet, 0n).subarray(32, 64), 133);
  }
  return { lamports: 1n, owner: TOKEN_PROGRAM_ADDRESS, data };
}

describe('accountsToWatch', () => {
  it('begins with the wallet and its accounts, and has all that is written to once', () => {
    expect(watched.slice(0, 3)).toEqual([PLAN.wallet, PLAN.tokenAccount, PLAN.wrappedSol]);
    expect(watched).toEqual(expect.arrayContaining([...PLAN.vaults, plan.tip?.account]));
    expect(new Set(watched).size).toBe(watched.length);
    expect(watched).not.toContain(PLAN.mint);
  });

  it('looks into lookup tables', () => {
    const tables = { [PLAN.table]: [...PLAN.vaults] };
    const through = buyPlan({ lookupTables: tables });
    const seen = accountsToWatch(draftOf(through), policyOf(through));
    expect(seen).toEqual(expect.arrayContaining([...PLAN.vaults]));
  });
});

describe('checkSimulatedState', () => {
  it('takes what the trade allows, to the last base unit', () => {
    expect(problemAfter(() => undefined)).toBeUndefined();
    const least = (accounts: Accounts) => {
      accounts[0] = { lamports: 890_880n, owner: '1'.repeat(32), data: new Uint8Array() };
      accounts[1] = token(1_980n);
    };
    expect(problemAfter(least)).toBeUndefined();
    expect(
      problemAfter((accounts) => void (accounts[1] = token(1_980n, { closer: PLAN.wallet }))),
    ).toBeUndefined();
  });

  it.each([
    ['lamports', 0, { lamports: 890_879n, owner: '1'.repeat(32), data: new Uint8Array() }],
    ['lamports', 0, null],
    ['program', 0, { lamports: 10n ** 9n, owner: STRANGER, data: new Uint8Array() }],
    ['data', 0, { lamports: 10n ** 9n, owner: '1'.repeat(32), data: new Uint8Array(8) }],
    ['base units', 1, token(1_979n)],
    ['owner', 1, token(5_000n, { owner: STRANGER })],
    ['owner', 1, null],
    ['delegate', 1, token(5_000n, { delegate: true })],
    ['close authority', 1, token(5_000n, { closer: STRANGER })],
    ['presence', 2, token(5_000n)],
  ] as const)('refuses another %s of account %i', (field, place, account) => {
    const problem = problemAfter((accounts) => {
      accounts[place] = account;
    });
    expect(problem).toMatchObject({ field, account: watched[place] });
  });

  it('refuses another token account of the wallet, wherever it appears', () => {
    for (let place = 3; place < watched.length; place += 1) {
      const other = { ...token(1n), owner: TOKEN_2022_PROGRAM_ADDRESS };
      const problem = problemAfter((accounts) => void accounts.splice(place, 1, other));
      expect(problem).toMatchObject({ field: 'owner', account: watched[place] });
      const strangers = token(1n, { owner: STRANGER });
      expect(problemAfter((accounts) => void accounts.splice(place, 1, strangers))).toBeUndefined();
    }
  });

  it.each([
    [0, null, 'at least 890880', '0'],
    [
      0,
      { lamports: 890_879n, owner: '1'.repeat(32), data: new Uint8Array() },
      'at least 890880',
      '890879',
    ],
    [0, { lamports: 10n ** 9n, owner: STRANGER, data: new Uint8Array() }, '1'.repeat(32), STRANGER],
    [1, token(1_979n), 'at least 1980', '1979'],
    [1, null, PLAN.wallet, 'none'],
    [2, token(5_000n), 'closed', 'open'],
    [3, token(1n), 'anybody but the wallet', PLAN.wallet],
  ] as const)('says of account %i what it would be and what it should be', (...row) => {
    const [place, account, expected, found] = row;
    const problem = problemAfter((accounts) => void (accounts[place] = account));
    expect(problem).toMatchObject({ account: watched[place], expected, found });
  });

  it('wants an account closed that the trade closes', () => {
    const tokenAccount = { address: PLAN.tokenAccount, exists: true, units: 400n };
    const closing = policyOf(sellPlan({ tokenAccount, closesTokenAccount: true }));
    expect(problemAfter(() => undefined, closing)).toMatchObject({ field: 'presence' });
    expect(problemAfter((accounts) => void (accounts[1] = null), closing)).toBeUndefined();
  });
});
