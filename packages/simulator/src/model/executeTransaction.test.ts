import { AccountRole, address, type Instruction } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { createTestWallet } from '../platform/testing/testWallet.ts';
import { systemAccount } from '../testing/testFrame.ts';
import { budget, signTransaction, transfer } from '../testing/testTransaction.ts';
import type { Account } from './account.ts';
import { executeTransaction, type Execution } from './executeTransaction.ts';
import { executionLogs } from './executionLogs.ts';
import { readWire } from './readWire.ts';

const BLOCKHASH = '4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM';
const wallet = createTestWallet(1);
const other = createTestWallet(2).address;
const RENT = 890_880n;

function run(lamports: bigint, ...instructions: readonly Instruction[]) {
  const { wire } = signTransaction(wallet, BLOCKHASH, instructions);
  const transaction = readWire(wire);
  if (transaction === undefined) throw new Error('is a transaction');
  const state = new Map<string, Account>([[wallet.address, systemAccount(lamports)]]);
  const result = executeTransaction(transaction, { read: (name) => state.get(name) });
  return { transaction, result, state };
}

const ran = (result: Execution | string): Execution => {
  if (typeof result === 'string') throw new Error(result);
  return result;
};

describe('a transaction', () => {
  it('changes a copy of the state and tells both sides of it', () => {
    const { result, state } = run(10_000_000n, transfer(wallet, other, 1_000_000n));
    const { error, before, after, feeLamports, writes } = ran(result);
    expect([error, feeLamports]).toEqual([null, 5_000n]);
    expect([before[0]?.lamports, after[0]?.lamports]).toEqual([10_000_000n, 8_995_000n]);
    expect(writes.get(other)?.lamports).toBe(1_000_000n);
    expect(state.get(wallet.address)?.lamports).toBe(10_000_000n);
  });

  it('that fails costs its fee and does nothing else', () => {
    const first = transfer(wallet, other, 1_000_000n);
    const second = transfer(wallet, other, 10_000_000n);
    const { result, transaction } = run(10_000_000n, ...budget(50_000, 2_000_000n), first, second);
    const execution = ran(result);
    expect(execution.error).toEqual({ InstructionError: [3, { Custom: 1 }] });
    expect(execution.feeLamports).toBe(105_000n);
    expect([...execution.writes.keys()]).toEqual([wallet.address]);
    expect(execution.after[0]?.lamports).toBe(9_895_000n);
    expect(executionLogs(transaction, execution).slice(-2)).toEqual([
      'Program 11111111111111111111111111111111 invoke [1]',
      'Program 11111111111111111111111111111111 failed: custom program error: 0x1',
    ]);
  });

  it('that nobody can pay is in no block', () => {
    expect(run(4_999n, transfer(wallet, other, 0n)).result).toBe('InsufficientFundsForFee');
    expect(run(RENT + 4_999n, transfer(wallet, other, 0n)).result).toBe('InsufficientFundsForFee');
    expect(typeof run(RENT + 5_000n, transfer(wallet, other, 0n)).result).toBe('object');
    expect(typeof run(5_000n, transfer(wallet, other, 0n)).result).toBe('object');
    const { transaction } = run(1n, transfer(wallet, other, 0n));
    expect(executeTransaction(transaction, { read: () => undefined })).toBe('AccountNotFound');
  });

  it('leaves no account with less than its rent', () => {
    const tooLittle = ran(run(10_000_000n, transfer(wallet, other, RENT - 1n)).result);
    expect(tooLittle.error).toMatchObject({ InsufficientFundsForRent: {} });
    const poorPayer = ran(run(RENT + 10_000n, transfer(wallet, other, RENT)).result);
    expect(poorPayer.error).toEqual({ InsufficientFundsForRent: { account_index: 0 } });
    expect(ran(run(RENT + 5_000n, transfer(wallet, other, RENT)).result).error).toBeNull();
  });

  it('stops where its compute units end', () => {
    const { result, transaction } = run(
      10_000_000n,
      ...budget(400, 0n),
      transfer(wallet, other, RENT),
    );
    expect(ran(result).error).toEqual({ InstructionError: [2, 'ComputationalBudgetExceeded'] });
    expect(executionLogs(transaction, ran(result)).at(-1)).toMatch(
      /Computational budget exceeded$/u,
    );
  });

  it('fails for a program that the model does not run, and for an instruction it does not know', () => {
    const unknown = { programAddress: address(other), accounts: [], data: Uint8Array.of(1) };
    expect(ran(run(10_000_000n, unknown).result).error).toEqual({
      InstructionError: [0, 'IncorrectProgramId'],
    });
    const [limit] = budget(1, 1n);
    const odd = {
      ...limit,
      programAddress: limit?.programAddress ?? address(other),
      data: Uint8Array.of(9),
    };
    expect(ran(run(10_000_000n, odd, transfer(wallet, other, RENT)).result).error).toEqual({
      InstructionError: [0, 'InvalidInstructionData'],
    });
  });

  it('writes to no account that it calls read-only', () => {
    const accounts = [
      { address: wallet.address, role: AccountRole.WRITABLE_SIGNER },
      { address: other, role: AccountRole.READONLY },
    ];
    const instruction = { ...transfer(wallet, other, RENT), accounts };
    expect(ran(run(10_000_000n, instruction).result).error).toEqual({
      InstructionError: [0, 'ReadonlyDataModified'],
    });
  });
});
