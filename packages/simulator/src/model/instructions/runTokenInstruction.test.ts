import { describe, expect, it } from 'vitest';

import {
  createTestFrame,
  mintAccount,
  systemAccount,
  tokenAccount,
} from '../../testing/testFrame.ts';
import { asTokenAccount, type Account } from '../account.ts';
import { TOKEN_2022_PROGRAM, TOKEN_PROGRAM, WRAPPED_SOL } from '../programAddresses.ts';
import { runTokenInstruction } from './runTokenInstruction.ts';

function world() {
  return new Map<string, Account>([
    ['wallet', systemAccount(1_000n)],
    ['mint', mintAccount(6)],
    ['other-mint', mintAccount(6)],
    ['from', tokenAccount({ mint: 'mint', owner: 'wallet', units: 50n })],
    ['to', tokenAccount({ mint: 'mint', owner: 'stranger', units: 1n })],
    ['else', tokenAccount({ mint: 'other-mint', owner: 'wallet', units: 50n })],
    ['empty', tokenAccount({ mint: 'mint', owner: 'wallet', units: 0n })],
    ['new', tokenAccount({ mint: 'mint', owner: 'wallet', units: 9n }, TOKEN_2022_PROGRAM)],
    [
      'wrapped',
      tokenAccount({ mint: WRAPPED_SOL, owner: 'wallet', units: 7n, rentReserve: 2_039_280n }),
    ],
  ]);
}

const unitsOf = (state: Map<string, Account>, name: string) =>
  asTokenAccount(state.get(name))?.content.units;

interface Checked {
  readonly from?: string;
  readonly to?: string;
  readonly mint?: string;
  readonly authority?: string;
  readonly units?: number;
  readonly decimals?: number;
  readonly signers?: readonly string[];
}

function transferChecked(changes: Checked = {}) {
  const { from = 'from', to = 'to', mint = 'mint', authority = 'wallet' } = changes;
  const { units = 20, decimals = 6, signers = ['wallet'] } = changes;
  const state = world();
  const data = [12, units, 0, 0, 0, 0, 0, 0, 0, decimals];
  const accounts = [from, mint, to, authority];
  const instruction = { program: TOKEN_PROGRAM, data, accounts, signers };
  return { failure: runTokenInstruction(createTestFrame(state, instruction)), state };
}

describe('TransferChecked', () => {
  it('moves units', () => {
    const { failure, state } = transferChecked();
    expect(failure).toBeUndefined();
    expect([unitsOf(state, 'from'), unitsOf(state, 'to')]).toEqual([30n, 21n]);
  });

  it('to itself succeeds only if the units are there, and changes nothing', () => {
    const { failure, state } = transferChecked({ to: 'from', units: 50 });
    expect(failure).toBeUndefined();
    expect(unitsOf(state, 'from')).toBe(50n);
    expect(transferChecked({ to: 'from', units: 51 }).failure).toMatchObject({
      error: { Custom: 1 },
    });
  });

  it.each([
    ['more than is there', { units: 51 }, { Custom: 1 }],
    ['another mint', { mint: 'other-mint' }, { Custom: 3 }],
    ['an account of another mint', { to: 'else' }, { Custom: 3 }],
    ['another owner', { authority: 'stranger', signers: ['stranger'] }, { Custom: 4 }],
    ['other decimals', { decimals: 9 }, { Custom: 18 }],
    ['no signature', { signers: [] }, 'MissingRequiredSignature'],
    ['an account that is not there', { to: 'nowhere' }, 'InvalidAccountData'],
    ['an account of the other token program', { to: 'new' }, 'InvalidAccountData'],
    ['a mint that is none', { mint: 'wallet' }, 'InvalidAccountData'],
  ])('refuses %s', (_name, changes, error) => {
    const { failure, state } = transferChecked(changes);
    expect(failure).toEqual({ program: TOKEN_PROGRAM, error });
    expect(unitsOf(state, 'from')).toBe(50n);
  });
});

function close(account: string, signers: readonly string[] = ['wallet'], destination = 'wallet') {
  const state = world();
  const accounts = [account, destination, 'wallet'];
  const frame = createTestFrame(state, { program: TOKEN_PROGRAM, data: [9], accounts, signers });
  return { failure: runTokenInstruction(frame), state };
}

describe('CloseAccount', () => {
  it('gives rent and wrapped SOL back', () => {
    const { failure, state } = close('wrapped');
    expect(failure).toBeUndefined();
    expect(state.has('wrapped')).toBe(false);
    expect(state.get('wallet')?.lamports).toBe(1_000n + 2_039_280n + 7n);
    expect(close('empty').state.get('wallet')?.lamports).toBe(1_000n + 2_039_280n);
  });

  it('refuses an account with tokens, of somebody else, or into itself', () => {
    expect(close('from').failure).toMatchObject({ error: { Custom: 11 } });
    expect(close('to').failure).toMatchObject({ error: { Custom: 11 } });
    expect(close('empty', []).failure).toMatchObject({ error: 'MissingRequiredSignature' });
    expect(close('empty', ['wallet'], 'empty').failure).toMatchObject({
      error: 'InvalidAccountData',
    });
    expect(close('new').failure).toMatchObject({ error: 'InvalidAccountData' });
  });
});

describe('Revoke', () => {
  it.each([
    ['from', 'wallet', ['wallet'], undefined],
    ['from', 'stranger', ['stranger'], { Custom: 4 }],
    ['to', 'wallet', ['wallet'], { Custom: 4 }],
    ['from', 'wallet', [], 'MissingRequiredSignature'],
    ['new', 'wallet', ['wallet'], 'InvalidAccountData'],
    ['nowhere', 'wallet', ['wallet'], 'InvalidAccountData'],
  ])('of %s by %s, signed by %j, ends in %j', (...[account, owner, signers, error]) => {
    const state = world();
    const revoke = { program: TOKEN_PROGRAM, data: [5], accounts: [account, owner], signers };
    expect(runTokenInstruction(createTestFrame(state, revoke))?.error).toEqual(error);
    expect(unitsOf(state, 'from')).toBe(50n);
  });
});

describe('SetAuthority', () => {
  const set = (data: readonly number[], owner: string) => {
    const accounts = ['from', owner];
    const told = { program: TOKEN_PROGRAM, data: [...data], accounts, signers: [owner] };
    return runTokenInstruction(createTestFrame(world(), told))?.error;
  };

  it('takes from the owner that nobody else closes, and nothing besides', () => {
    expect(set([6, 3, 0], 'wallet')).toBeUndefined();
    expect(set([6, 3, 0], 'stranger')).toEqual({ Custom: 4 });
    for (const data of [
      [6, 2, 0],
      [6, 3, 1],
      [6, 3],
      [6, 3, 0, 0],
    ]) {
      expect(set(data, 'wallet')).toBe('InvalidInstructionData');
    }
  });
});

describe('SyncNative', () => {
  it('takes lamports above the rent for wrapped SOL', () => {
    const state = world();
    const wrapped = state.get('wrapped');
    if (wrapped !== undefined) state.set('wrapped', { ...wrapped, lamports: 2_039_280n + 99n });
    const sync = { program: TOKEN_PROGRAM, data: [17], accounts: ['wrapped'], signers: [] };
    expect(runTokenInstruction(createTestFrame(state, sync))).toBeUndefined();
    expect(unitsOf(state, 'wrapped')).toBe(99n);
  });

  it('refuses any other token', () => {
    const sync = { program: TOKEN_PROGRAM, data: [17], accounts: ['from'], signers: [] };
    expect(runTokenInstruction(createTestFrame(world(), sync))).toMatchObject({
      error: { Custom: 19 },
    });
  });
});

it('refuses every other instruction', () => {
  const other = { program: TOKEN_PROGRAM, data: [3, 0], accounts: ['from'], signers: ['wallet'] };
  expect(runTokenInstruction(createTestFrame(world(), other))).toMatchObject({
    error: 'InvalidInstructionData',
  });
});
