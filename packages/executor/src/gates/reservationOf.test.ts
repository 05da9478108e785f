import type { AnyExecutionRequest } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { FIXTURE_MINT } from '../testing/journalFixtures.ts';
import { reservationOf, reservationText, type CostBounds } from './reservationOf.ts';

const BOUNDS: CostBounds = {
  maxRetries: 2,
  priorityFeeLamportsMax: 700n,
  tipLamportsMax: 90n,
  lanePolicy: 'jito-then-rpc',
};
const BASE = { tokenAddress: FIXTURE_MINT, chain: 'solana' } as const;

function reserved(request: Partial<AnyExecutionRequest>, bounds: Partial<CostBounds> = {}) {
  const asked = { ...BASE, side: 'buy', amount: 0.1, ...request } as AnyExecutionRequest;
  return reservationOf(asked, { ...BOUNDS, ...bounds });
}

describe('reservationOf', () => {
  it('counts every attempt that is allowed, one tip and a new account, to the lamport', () => {
    expect(reserved({})).toEqual({
      amountLamports: 100_000_000n,
      feeLamports: 3n * 5_700n + 90n,
      rentLamports: 2_978_880n,
    });
  });

  it('knows what the request says of attempts and lanes', () => {
    expect(reserved({ maxRetries: 0 }).feeLamports).toBe(5_790n);
    expect(reserved({ lanePolicy: 'rpc-only' }).feeLamports).toBe(3n * 5_700n);
    expect(reserved({}, { lanePolicy: 'rpc-only' }).feeLamports).toBe(3n * 5_700n);
    expect(reserved({ lanePolicy: 'race' }, { lanePolicy: 'rpc-only' }).feeLamports).toBe(17_190n);
  });

  it('reserves for a sell nothing but its fees', () => {
    expect(reserved({ side: 'sell', amount: 1e15 })).toEqual({
      amountLamports: 0n,
      feeLamports: 17_190n,
      rentLamports: 0n,
    });
  });

  it.each([1e-10, NaN, Infinity, -1, 0, 1e30])(
    'holds a buy of %s, which it cannot read, for larger than any limit',
    (amount) => {
      expect(reserved({ amount }).amountLamports).toBe(18_446_744_073_709_551_615n);
    },
  );
});

it('is kept as digits', () => {
  expect(reservationText({ amountLamports: 1n, feeLamports: 2n, rentLamports: 3n })).toEqual({
    amountLamports: '1',
    feeLamports: '2',
    rentLamports: '3',
  });
});
