import { expect, it } from 'vitest';

import { createTestWallet } from '../../platform/testing/testWallet.ts';
import { createTestFrame, mintAccount, systemAccount } from '../../testing/testFrame.ts';
import type { Account } from '../account.ts';
import { associatedTokenAddress } from '../derivedAddress.ts';
import {
  ASSOCIATED_TOKEN_PROGRAM,
  SYSTEM_PROGRAM,
  TOKEN_2022_PROGRAM,
  TOKEN_PROGRAM,
  WRAPPED_SOL,
} from '../programAddresses.ts';
import { runAssociatedTokenInstruction } from './runAssociatedTokenInstruction.ts';

const wallet = createTestWallet(1).address;
const mint = createTestWallet(2).address;
const newMint = createTestWallet(3).address;

interface Made {
  readonly mint?: string;
  readonly tokenProgram?: string;
  readonly account?: string;
  readonly owner?: string;
  readonly signers?: readonly string[];
  readonly lamports?: bigint;
  readonly held?: Account;
}

function create(changes: Made = {}) {
  const { tokenProgram = TOKEN_PROGRAM, owner = wallet, signers = [wallet] } = changes;
  const made = changes.mint ?? mint;
  const { address } = associatedTokenAddress({ owner, mint: made, tokenProgram });
  const account = changes.account ?? address;
  const state = new Map<string, Account>([
    [wallet, systemAccount(changes.lamports ?? 10_000_000n)],
    [mint, mintAccount(6)],
    [newMint, mintAccount(6, TOKEN_2022_PROGRAM)],
    [WRAPPED_SOL, mintAccount(9)],
  ]);
  if (changes.held !== undefined) state.set(account, changes.held);
  const accounts = [wallet, account, owner, made, SYSTEM_PROGRAM, tokenProgram];
  const instruction = { program: ASSOCIATED_TOKEN_PROGRAM, data: [1], accounts, signers };
  const frame = createTestFrame(state, instruction);
  return { failure: runAssociatedTokenInstruction(frame), state, account };
}

it('makes an account for its rent, longer for Token-2022', () => {
  const classic = create();
  expect(classic.failure).toBeUndefined();
  expect(classic.state.get(classic.account)).toMatchObject({
    lamports: 2_039_280n,
    program: TOKEN_PROGRAM,
    content: { mint, owner: wallet, units: 0n, rentReserve: undefined },
  });
  expect(classic.state.get(wallet)?.lamports).toBe(10_000_000n - 2_039_280n);
  const extended = create({ mint: newMint, tokenProgram: TOKEN_2022_PROGRAM });
  expect(extended.state.get(extended.account)?.lamports).toBe(2_074_080n);
});

it('counts lamports that are there already, and as wrapped SOL what is above the rent', () => {
  const { state, account } = create({ mint: WRAPPED_SOL, held: systemAccount(3_000_000n) });
  expect(state.get(account)).toMatchObject({
    lamports: 3_000_000n,
    content: { units: 960_720n, rentReserve: 2_039_280n },
  });
  expect(state.get(wallet)?.lamports).toBe(10_000_000n);
});

it('leaves an account that is there alone', () => {
  const held = create().state.get(create().account);
  const again = create({ ...(held === undefined ? {} : { held }), lamports: 5n });
  expect(again.failure).toBeUndefined();
  expect(again.state.get(wallet)?.lamports).toBe(5n);
});

it.each([
  ['an address that is not the associated one', { account: mint }, 'InvalidSeeds'],
  ['a mint of the other token program', { tokenProgram: TOKEN_2022_PROGRAM }, 'IncorrectProgramId'],
  ['a program that is no token program', { tokenProgram: SYSTEM_PROGRAM }, 'IncorrectProgramId'],
  ['a payer who has not signed', { signers: [] }, 'MissingRequiredSignature'],
  ['a payer without the rent', { lamports: 5n }, { Custom: 1 }],
])('refuses %s', (_name, changes, error) => {
  expect(create(changes).failure).toMatchObject({ error });
});

it('names the System program when the payer is too poor', () => {
  expect(create({ lamports: 5n }).failure?.program).toBe(SYSTEM_PROGRAM);
});
