import { describe, expect, it } from 'vitest';

import { lieAboutBalances, type BalanceLie } from './lieAboutBalances.ts';

const SYSTEM = '11111111111111111111111111111111';
const TOKEN_PROGRAM = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const lie = (of: BalanceLie['of'], shareBps: number): BalanceLie => ({
  kind: 'lieBalance',
  of,
  shareBps,
});

function holding(units: bigint, bytes = 165) {
  const data = Buffer.alloc(bytes);
  data.writeBigUInt64LE(units, 64);
  return { owner: TOKEN_PROGRAM, lamports: 2_039_280n, data: [data.toString('base64'), 'base64'] };
}

const WALLET = { owner: SYSTEM, lamports: 5_000n, data: ['', 'base64'] };
const MINT = holding(9n, 82);
const CONTEXT = { context: { slot: 50n } };
const ACCOUNTS = { ...CONTEXT, value: [WALLET, null, holding(700n), MINT] };

describe('lieAboutBalances', () => {
  it('tells a share of the SOL of wallets, and leaves tokens and mints alone', () => {
    expect(lieAboutBalances('getMultipleAccounts', ACCOUNTS, lie('sol', 2_000))).toEqual({
      ...CONTEXT,
      value: [{ ...WALLET, lamports: 1_000n }, null, holding(700n), MINT],
    });
    expect(lieAboutBalances('getBalance', { ...CONTEXT, value: 5n }, lie('sol', 20_000))).toEqual({
      ...CONTEXT,
      value: 10n,
    });
  });

  it('tells a share of the base units of token accounts, and leaves SOL and mints alone', () => {
    expect(lieAboutBalances('getMultipleAccounts', ACCOUNTS, lie('tokens', 0))).toEqual({
      ...CONTEXT,
      value: [WALLET, null, holding(0n), MINT],
    });
    const one = { ...CONTEXT, value: holding(2n ** 64n - 1n) };
    expect(lieAboutBalances('getAccountInfo', one, lie('tokens', 20_000))).toEqual(one);
  });

  it('leaves alone what it has nothing to lie about in', () => {
    expect(lieAboutBalances('getSlot', 5n, lie('sol', 0))).toBe(5n);
    expect(lieAboutBalances('getEpochInfo', CONTEXT, lie('sol', 0))).toBe(CONTEXT);
    const none = { ...CONTEXT, value: null };
    expect(lieAboutBalances('getAccountInfo', none, lie('tokens', 0))).toEqual(none);
    const parsed = { ...CONTEXT, value: { ...holding(7n), data: { parsed: {} } } };
    expect(lieAboutBalances('getAccountInfo', parsed, lie('tokens', 0))).toEqual(parsed);
  });
});
