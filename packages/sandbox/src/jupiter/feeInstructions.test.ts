import { describe, expect, it } from 'vitest';

import { createComputeUnitPriceInstruction, createTipInstruction } from './feeInstructions.ts';
import { parseBuildQuery } from './parseBuildQuery.ts';

const TAKER = '96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5';
const QUERY = {
  inputMint: 'So11111111111111111111111111111111111111112',
  outputMint: 'GGztQqQ6pCPaJQnNpXBgELr5cs3WwDakRbh1iEMzjgSJ',
  amount: '1',
  taker: TAKER,
};

function priceFor(rest: Record<string, string>): bigint {
  const { data } = createComputeUnitPriceInstruction(parseBuildQuery({ ...QUERY, ...rest }));
  const bytes = Buffer.from(data ?? []);
  expect(bytes).toHaveLength(9);
  expect(bytes[0]).toBe(3);
  return bytes.readBigUInt64LE(1);
}

describe('createComputeUnitPriceInstruction', () => {
  it.each([
    [{}, 1_000n],
    [{ mode: 'fast' }, 50_000n],
    [{ computeUnitPricePercentile: 'medium', mode: 'fast' }, 1_000n],
    [{ computeUnitPricePercentile: 'high' }, 10_000n],
    [{ computeUnitPricePercentile: 'veryHigh' }, 50_000n],
    [{ computeUnitPricePercentile: '4999' }, 1_000n],
    [{ computeUnitPricePercentile: '5000' }, 10_000n],
    [{ computeUnitPricePercentile: '7500' }, 50_000n],
  ])('prices %o at %d micro-lamports', (rest, price) => {
    expect(priceFor(rest)).toBe(price);
  });
});

describe('createTipInstruction', () => {
  it('pays no tip unless asked', () => {
    expect(createTipInstruction(parseBuildQuery(QUERY))).toBeNull();
  });

  it('lets the taker pay the tip', () => {
    const tip = createTipInstruction(parseBuildQuery({ ...QUERY, tipAmount: '1000000' }));
    expect(tip?.accounts[0]).toEqual({ pubkey: TAKER, isSigner: true, isWritable: true });
    expect(Buffer.from(tip?.data ?? '', 'base64').readBigUInt64LE(4)).toBe(1_000_000n);
  });
});
