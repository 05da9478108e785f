import {
  AccountRole,
  appendTransactionMessageInstructions,
  address,
  compileTransactionMessage,
  createNoopSigner,
  createTransactionMessage,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Blockhash,
  type Instruction,
} from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import { describe, expect, it } from 'vitest';

import { checkTip } from './checkTip.ts';
import { TIP_ACCOUNTS } from './tipAccounts.ts';

const PAYER = address('GGztQqQ6pCPaJQnNpXBgELr5cs3WwDakRbh1iEMzjgSJ');
const TIP_ACCOUNT = address(TIP_ACCOUNTS[5] ?? '');
const TIP = getTransferSolInstruction({
  source: createNoopSigner(PAYER),
  destination: TIP_ACCOUNT,
  amount: 1_000n,
});

function compile(instructions: readonly Instruction[]) {
  const blockhash = '11111111111111111111111111111111' as Blockhash;
  return pipe(
    createTransactionMessage({ version: 0 }),
    (message) => setTransactionMessageFeePayer(PAYER, message),
    (message) =>
      setTransactionMessageLifetimeUsingBlockhash({ blockhash, lastValidBlockHeight: 1n }, message),
    (message) => appendTransactionMessageInstructions(instructions, message),
    compileTransactionMessage,
  );
}

describe('checkTip', () => {
  it('accepts a System transfer of the minimum to a tip account', () => {
    expect(() => checkTip([compile([TIP])])).not.toThrow();
  });

  it('counts neither another instruction of the System program nor shorter data', () => {
    const { data } = TIP;
    const other = { ...TIP, data: Uint8Array.from(data).fill(8, 0, 1) };
    expect(() => checkTip([compile([other])])).toThrow('this one tips 0');
    const short = { ...TIP, data: data.slice(0, 8) };
    expect(() => checkTip([compile([short])])).toThrow('this one tips 0');
  });

  it('refuses a tip account that is only read', () => {
    const { data } = TIP;
    const accounts = [{ address: TIP_ACCOUNT, role: AccountRole.READONLY }];
    const readOnly = { programAddress: TIP.programAddress, accounts, data };
    expect(() => checkTip([compile([readOnly])])).toThrow('must write lock');
  });
});
