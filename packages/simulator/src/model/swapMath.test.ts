import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { WRAPPED_SOL } from './programAddresses.ts';
import { amountOutOf, reservesAfterMove } from './swapMath.ts';

const amount = fc.bigInt(1n, 10n ** 15n);
const curve = { sourceMint: 'token', lamportsPerWholeToken: undefined, decimals: 6 };

it('for all swaps, the product of the reserves never falls', () => {
  fc.assert(
    fc.property(amount, amount, amount, (amountIn, reserveIn, reserveOut) => {
      const out = amountOutOf({ ...curve, amountIn, reserveIn, reserveOut });
      expect(out < reserveOut || out === 0n).toBe(true);
      expect((reserveIn + amountIn) * (reserveOut - out)).toBeGreaterThanOrEqual(
        reserveIn * reserveOut,
      );
    }),
  );
});

it('pays by a script what the script says, less 30 basis points', () => {
  const script = { reserveIn: 1n, reserveOut: 1n, lamportsPerWholeToken: 2_000n, decimals: 6 };
  expect(amountOutOf({ ...script, sourceMint: WRAPPED_SOL, amountIn: 10_000n })).toBe(4_985_000n);
  expect(amountOutOf({ ...script, sourceMint: 'token', amountIn: 10_000_000n })).toBe(19_940n);
  expect(amountOutOf({ ...script, sourceMint: 'token', amountIn: 1n })).toBe(0n);
});

it('for all moves, the price goes where it was sent', () => {
  const reserve = fc.bigInt(10n ** 9n, 10n ** 15n);
  fc.assert(
    fc.property(
      reserve,
      reserve,
      fc.integer({ min: -5_000, max: 5_000 }),
      (lamports, units, bps) => {
        const after = reservesAfterMove({ lamports, units }, bps);
        const price =
          (Number(after.lamports) / Number(after.units)) * (Number(units) / Number(lamports));
        expect(price).toBeCloseTo(1 + bps / 10_000, 4);
        expect(after.lamports * after.units).toBeLessThanOrEqual(lamports * units);
      },
    ),
  );
});
