import { describe, expect, it } from 'vitest';

import { createTestFrame, systemAccount, tokenAccount } from '../../testing/testFrame.ts';
import type { Account } from '../account.ts';
import { SYSTEM_PROGRAM } from '../programAddresses.ts';
import { runSystemInstruction } from './runSystemInstruction.ts';

function transfer(lamports: bigint, to = 'b', signers: readonly string[] = ['a']) {
  const state = new Map<string, Account>([
    ['a', systemAccount(100n)],
    ['token', tokenAccount({ mint: 'm', owner: 'a', units: 0n })],
  ]);
  const data = new Uint8Array(12);
  const view = new DataView(data.buffer);
  view.setUint32(0, 2, true);
  view.setBigUint64(4, lamports, true);
  const frame = createTestFrame(state, {
    program: SYSTEM_PROGRAM,
    data,
    accounts: ['a', to],
    signers,
  });
  return { failure: runSystemInstruction(frame), state };
}

describe('a transfer of lamports', () => {
  it('moves what is there, also to an address that is none yet', () => {
    const { failure, state } = transfer(40n);
    expect(failure).toBeUndefined();
    expect([state.get('a')?.lamports, state.get('b')?.lamports]).toEqual([60n, 40n]);
    expect(transfer(40n, 'token').state.get('token')).toMatchObject({
      lamports: 2_039_320n,
      content: { units: 0n },
    });
  });

  it('to itself succeeds only if the amount is there, and changes nothing', () => {
    const { failure, state } = transfer(100n, 'a');
    expect(failure).toBeUndefined();
    expect(state.get('a')?.lamports).toBe(100n);
    expect(transfer(101n, 'a').failure).toMatchObject({ error: { Custom: 1 } });
  });

  it('refuses more than is there, a missing signature and any other instruction', () => {
    expect(transfer(101n).failure).toEqual({ program: SYSTEM_PROGRAM, error: { Custom: 1 } });
    expect(transfer(1n, 'b', []).failure).toMatchObject({ error: 'MissingRequiredSignature' });
    const state = new Map<string, Account>();
    const other = { program: SYSTEM_PROGRAM, data: [0, 0, 0, 0], accounts: ['a'], signers: ['a'] };
    expect(runSystemInstruction(createTestFrame(state, other))).toMatchObject({
      error: 'InvalidInstructionData',
    });
  });

  it('takes nothing out of an account of another program', () => {
    const state = new Map<string, Account>([
      ['a', tokenAccount({ mint: 'm', owner: 'a', units: 0n })],
    ]);
    const data = [2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
    const frame = createTestFrame(state, {
      program: SYSTEM_PROGRAM,
      data,
      accounts: ['a', 'b'],
      signers: ['a'],
    });
    expect(runSystemInstruction(frame)).toMatchObject({ error: 'InvalidArgument' });
  });
});
