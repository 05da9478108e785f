import { describe, expect, it } from 'vitest';

import { solFloor, type SolFloorInputs } from './solFloor.ts';
import { DEFAULT_LIMITS } from '../config/defaults.ts';
import { FIXTURE_RENT } from '../testing/factsFixtures.ts';

const BOUNDS = { tradeLamportsMax: 1_000n, solReserveLamportsMin: 0n, openTradesMax: 1 };

function floor(changes: Partial<SolFloorInputs> = {}, limits: Partial<typeof BOUNDS> = {}): bigint {
  return solFloor({
    config: {
      limits: { ...DEFAULT_LIMITS, ...BOUNDS, ...limits },
      priorityFeeLamportsMax: 20n,
      tipLamportsMax: 3n,
    },
    rent: FIXTURE_RENT,
    lamportsLeft: 50_000_000n,
    unwrappedLamports: 0n,
    ...changes,
  });
}

describe('solFloor', () => {
  it('is what this trade leaves when no other trade may run beside it', () => {
    expect(floor()).toBe(50_000_000n);
  });

  it('counts what unwrapping brings back, so that a program cannot take as much elsewhere', () => {
    expect(floor({ unwrappedLamports: 7n })).toBe(50_000_007n);
  });

  it('leaves room for the amount and all costs of each other trade that the limits allow', () => {
    const others = 2n * (1_000n + 5_000n + 20n + 3n + FIXTURE_RENT.extendedTokenAccountLamports);
    expect(floor({}, { openTradesMax: 3 })).toBe(50_000_000n - others);
  });

  it('never goes below the reserve', () => {
    const limits = { openTradesMax: 100, solReserveLamportsMin: 5_000_000n };
    expect(floor({}, limits)).toBe(5_000_000n);
  });

  it('never goes below the rent of the wallet, whatever the reserve', () => {
    expect(floor({}, { openTradesMax: 100 })).toBe(FIXTURE_RENT.walletLamports);
    expect(floor({ lamportsLeft: 0n })).toBe(FIXTURE_RENT.walletLamports);
  });

  it('takes a rehearsal without limits for the only trade', () => {
    const config = { limits: undefined, priorityFeeLamportsMax: 20n, tipLamportsMax: 3n };
    expect(floor({ config })).toBe(50_000_000n);
  });
});
