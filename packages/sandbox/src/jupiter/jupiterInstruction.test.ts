import { AccountRole, address } from '@solana/kit';
import { expect, it } from 'vitest';

import { toJupiterInstruction } from './jupiterInstruction.ts';

const PROGRAM = address('ComputeBudget111111111111111111111111111111');
const ACCOUNT = address('96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5');

it('writes roles as two truths and data as base64', () => {
  const accounts = [
    AccountRole.READONLY,
    AccountRole.WRITABLE,
    AccountRole.READONLY_SIGNER,
    AccountRole.WRITABLE_SIGNER,
  ].map((role) => ({ address: ACCOUNT, role }));
  const data = Uint8Array.of(1, 2, 255);
  expect(toJupiterInstruction({ programAddress: PROGRAM, accounts, data })).toEqual({
    programId: PROGRAM,
    accounts: [
      { pubkey: ACCOUNT, isSigner: false, isWritable: false },
      { pubkey: ACCOUNT, isSigner: false, isWritable: true },
      { pubkey: ACCOUNT, isSigner: true, isWritable: false },
      { pubkey: ACCOUNT, isSigner: true, isWritable: true },
    ],
    data: 'AQL/',
  });
});

it('writes an instruction without accounts and data', () => {
  expect(toJupiterInstruction({ programAddress: PROGRAM })).toEqual({
    programId: PROGRAM,
    accounts: [],
    data: '',
  });
});
