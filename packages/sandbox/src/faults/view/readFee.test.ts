import { address } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { signTransfer } from '../../testing/signTransfer.ts';
import { readFee } from './readFee.ts';

const DESTINATION = address('96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5');
const COMPUTE_BUDGET = 'ComputeBudget111111111111111111111111111111';
/** A price of 1,000 micro-lamports in base58. */
const PRICE_DATA = '3tGNFMqHiozw';

describe('readFee', () => {
  it('counts signatures in bytes of either encoding', async () => {
    const { wire } = await signTransfer(DESTINATION, 1n);
    const expected = { baseLamports: 5_000n, priorityLamports: 0n };
    expect(readFee([wire, 'base64'])).toEqual(expected);
  });

  it.each([
    ['json', { accountKeys: ['a', COMPUTE_BUDGET, 'b'], programs: [1n, 2n] }],
    ['jsonParsed', { accountKeys: [{ pubkey: 'a' }], programs: [COMPUTE_BUDGET, 'b'] }],
  ] as const)('reads instructions of %s', (_, { accountKeys, programs }) => {
    const [budget, other] = programs.map((program) =>
      typeof program === 'bigint' ? { programIdIndex: program } : { programId: program },
    );
    const instructions = [
      { ...budget, data: PRICE_DATA },
      { ...other, parsed: { type: 'transfer' } },
    ];
    const message = { accountKeys, instructions };
    expect(readFee({ message, signatures: ['one', 'two'] })).toEqual({
      baseLamports: 10_000n,
      priorityLamports: 203n,
    });
  });

  it.each([undefined, null, 5n, {}, ['no bytes', 'base64'], [], { message: 'none' }])(
    'cannot tell the fee of %o',
    (transaction) => {
      expect(readFee(transaction)).toBeUndefined();
    },
  );
});
