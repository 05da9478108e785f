import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { toDecimal } from './decimalText.ts';
import { minimumLamportsAtLimit, minimumTokensAtLimit, priceText } from './price.ts';
import { LAMPORTS_PER_SOL } from './units.ts';

const amount = fc.bigInt(1n, 2n ** 63n);
const decimalsOfMint = fc.integer({ min: 0, max: 12 });
const limit = fc.double({ min: 1e-12, max: 1e6, noNaN: true });

describe('priceText', () => {
  it('divides the legs exactly', () => {
    expect(priceText({ lamports: 1_500_000_000n, tokenUnits: 3_000_000n, tokenDecimals: 6 })).toBe(
      '0.5',
    );
    expect(priceText({ lamports: 1n, tokenUnits: 1n, tokenDecimals: 9 })).toBe('1');
  });

  it('rounds the eighteenth decimal up', () => {
    const legs = { lamports: 1_000_000_000n, tokenUnits: 3_000_000n, tokenDecimals: 6 };
    expect(priceText(legs)).toBe('0.333333333333333334');
  });
});

/** Whether lamports / tokens is above the limit, by whole numbers alone. */
function isAboveLimit(
  legs: { lamports: bigint; tokenUnits: bigint; tokenDecimals: number },
  limitPrice: number,
): boolean {
  const { digits, scale } = toDecimal(limitPrice);
  return (
    legs.lamports * 10n ** BigInt(legs.tokenDecimals + scale) >
    digits * legs.tokenUnits * LAMPORTS_PER_SOL
  );
}

describe('minimumTokensAtLimit', () => {
  it('counts the tokens a limit of 0.001 SOL asks of one SOL', () => {
    expect(minimumTokensAtLimit(1_000_000_000n, 0.001, 6)).toBe(1_000_000_000n);
  });

  it('for all buys, the minimum keeps the limit and one unit less breaks it', () => {
    fc.assert(
      fc.property(amount, limit, decimalsOfMint, (lamports, limitPrice, tokenDecimals) => {
        const tokenUnits = minimumTokensAtLimit(lamports, limitPrice, tokenDecimals);
        expect(isAboveLimit({ lamports, tokenUnits, tokenDecimals }, limitPrice)).toBe(false);
        const less = { lamports, tokenUnits: tokenUnits - 1n, tokenDecimals };
        expect(isAboveLimit(less, limitPrice)).toBe(true);
      }),
    );
  });
});

describe('minimumLamportsAtLimit', () => {
  it('counts the lamports a limit of 0.001 SOL asks for 1000 tokens', () => {
    expect(minimumLamportsAtLimit(1_000_000_000n, 0.001, 6)).toBe(1_000_000_000n);
  });

  it('for all sells, the minimum keeps the limit and one lamport less breaks it', () => {
    const isBelowLimit = (
      legs: { lamports: bigint; tokenUnits: bigint; tokenDecimals: number },
      limitPrice: number,
    ): boolean => {
      const { digits, scale } = toDecimal(limitPrice);
      return (
        legs.lamports * 10n ** BigInt(legs.tokenDecimals + scale) <
        digits * legs.tokenUnits * LAMPORTS_PER_SOL
      );
    };
    fc.assert(
      fc.property(amount, limit, decimalsOfMint, (tokenUnits, limitPrice, tokenDecimals) => {
        const lamports = minimumLamportsAtLimit(tokenUnits, limitPrice, tokenDecimals);
        expect(isBelowLimit({ lamports, tokenUnits, tokenDecimals }, limitPrice)).toBe(false);
        const less = { lamports: lamports - 1n, tokenUnits, tokenDecimals };
        expect(isBelowLimit(less, limitPrice)).toBe(true);
      }),
    );
  });
});
