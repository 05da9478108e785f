import { SYSTEM_PROGRAM_ADDRESS } from '@solana-program/system';
import { fault, type Fault } from '@quantbot/core';

import type { ChainAccount } from '../chain/chainNode.ts';
import { readTokenAccount, readTokenPowers } from '../facts/tokenProgram.ts';
import { decodeMessage } from './decodeMessage.ts';
import type { SignPolicy } from './signPolicy.ts';

/**
 * Accounts to look at after a simulation: the wallet, its two token accounts, and all else that the
 * transaction may write to, for another token account of the wallet may be among it.
 */
export function accountsToWatch(
  messageBytes: Uint8Array,
  { wallet, tokenAccount, wrappedSolAccount, lookupTables }: SignPolicy,
): readonly string[] {
  const message = decodeMessage(messageBytes, lookupTables);
  const named = message?.instructions.flatMap(({ accounts }) => accounts) ?? [];
  const writable = named.filter(({ isWritable }) => isWritable).map(({ address }) => address);
  return [...new Set([wallet, tokenAccount, wrappedSolAccount, ...writable])];
}

/**
 * Holds what the simulation says the wallet would have against what the trade allows: balances, and
 * who has power over them. A simulation that lies gets past this, and the post-conditions stand.
 *
 * @param accounts - Accounts after the simulation, in the order of `accountsToWatch`.
 */
export function checkSimulatedState(
  watched: readonly string[],
  accounts: ReadonlyArray<ChainAccount | null>,
  policy: SignPolicy,
): Fault | undefined {
  const [wallet = null, token = null, wrapped = null, ...others] = accounts;
  const foreign = others.findIndex((account) => readTokenAccount(account)?.owner === policy.wallet);
  const state = { wallet, token, wrapped };
  const expectation = expectations(policy, state).find(({ isMet }) => !isMet);
  if (expectation !== undefined) {
    const { account, field, expected, found } = expectation;
    return fault('SIMULATE__STATE_NOT_ALLOWED', { account, field, expected, found });
  }
  if (foreign < 0) return undefined;
  return fault('SIMULATE__STATE_NOT_ALLOWED', {
    account: watched[watched.length - others.length + foreign] ?? 'unknown',
    field: 'owner',
    expected: 'anybody but the wallet',
    found: policy.wallet,
  });
}

interface Expectation {
  readonly account: string;
  readonly field: string;
  readonly expected: string;
  readonly found: string;
  readonly isMet: boolean;
}

interface WalletState {
  readonly wallet: ChainAccount | null;
  readonly token: ChainAccount | null;
  readonly wrapped: ChainAccount | null;
}

function expectations(policy: SignPolicy, { wallet, token, wrapped }: WalletState): Expectation[] {
  const { solFloorLamports, wrappedSolAccount } = policy;
  const lamports = wallet?.lamports ?? 0n;
  const owner = wallet?.owner ?? 'none';
  return [
    {
      account: policy.wallet,
      field: 'lamports',
      expected: `at least ${solFloorLamports}`,
      found: String(lamports),
      isMet: lamports >= solFloorLamports,
    },
    isThat(policy.wallet, 'program', [SYSTEM_PROGRAM_ADDRESS, owner]),
    isThat(policy.wallet, 'data', ['0 bytes', `${wallet?.data.length ?? 0} bytes`]),
    isThat(wrappedSolAccount, 'presence', ['closed', presenceOf(wrapped)]),
    ...tokenExpectations(policy, token),
  ];
}

function tokenExpectations(policy: SignPolicy, token: ChainAccount | null): Expectation[] {
  const { tokenAccount: account, closesTokenAccount, tokenUnitsMin, wallet } = policy;
  if (closesTokenAccount) return [isThat(account, 'presence', ['closed', presenceOf(token)])];
  const units = readTokenAccount(token)?.units ?? 0n;
  const { owner, delegate, closeAuthority } = readTokenPowers(token) ?? {};
  return [
    isThat(account, 'owner', [wallet, owner ?? 'none']),
    {
      account,
      field: 'base units',
      expected: `at least ${tokenUnitsMin}`,
      found: String(units),
      isMet: units >= tokenUnitsMin,
    },
    isThat(account, 'delegate', ['none', delegate ?? 'none']),
    isThat(account, 'close authority', [
      'none',
      closeAuthority === undefined || closeAuthority === wallet ? 'none' : closeAuthority,
    ]),
  ];
}

function isThat(
  account: string,
  field: string,
  [expected, found]: readonly [expected: string, found: string],
): Expectation {
  return { account, field, expected, found, isMet: expected === found };
}

function presenceOf(account: ChainAccount | null): string {
  return account === null ? 'closed' : 'open';
}
