import { isFault } from '@quantbot/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FACTS_WALLET, FIXTURE_RENT, fixtureFacts } from '../testing/factsFixtures.ts';
import { solGate, type SolNeeds } from './solGate.ts';

const FEES = 5_000n + 7n + 11n;
const { walletLamports: WALLET_RENT, tokenAccountLamports: TOKEN_RENT } = FIXTURE_RENT;
const EXTENDED_RENT = FIXTURE_RENT.extendedTokenAccountLamports;

/** Free lamports of which both operators tell the same. */
const free = (lamports: bigint) => ({ least: lamports, most: lamports });

function needs(changes: Partial<SolNeeds> = {}): SolNeeds {
  return {
    side: 'buy',
    facts: fixtureFacts(),
    free: free(1_000_000_000n),
    rent: FIXTURE_RENT,
    amountIn: 100n,
    baseFeeLamports: 5_000n,
    priorityFeeLamportsMax: 7n,
    tipLamports: 11n,
    solReserveLamportsMin: 1_000_000n,
    ...changes,
  };
}

describe('default', () => {
  it.each([
    ['a buy into a new account', {}, 100n + FEES, TOKEN_RENT],
    [
      'a buy into an account that is there',
      { facts: fixtureFacts({ tokenUnits: 0n }) },
      100n + FEES,
      0n,
    ],
    [
      'a buy into a new Token-2022 account',
      { facts: fixtureFacts({ isToken2022: true }) },
      100n + FEES,
      EXTENDED_RENT,
    ],
    ['a sell', { side: 'sell' as const, facts: fixtureFacts({ tokenUnits: 100n }) }, FEES, 0n],
  ])('%s may take its amount, fees and rent, to the lamport', (...given) => {
    const [, changes, otherLamports, tokenRentLamports] = given;
    const outlayLamports = otherLamports + tokenRentLamports;
    expect(solGate(needs(changes))).toEqual({
      outlayLamports,
      tokenRentLamports,
      solFloorLamports: 1_000_000_000n - outlayLamports,
    });
  });

  it('asserts on chain what is left of the most that an operator tells', () => {
    const outlayLamports = 100n + FEES + TOKEN_RENT;
    expect(solGate(needs({ free: { least: 900_000_000n, most: 1_000_000_000n } }))).toEqual({
      outlayLamports,
      tokenRentLamports: TOKEN_RENT,
      solFloorLamports: 1_000_000_000n - outlayLamports,
    });
  });

  it('for all needs, floor and outlay are what is free, and the reserve stays', () => {
    const amount = fc.bigInt(0n, 3_000_000_000n);
    fc.assert(
      fc.property(
        fc.record({
          side: fc.constantFrom('buy' as const, 'sell' as const),
          least: amount,
          moreLamports: amount,
          amountIn: amount,
          solReserveLamportsMin: amount,
          tipLamports: fc.bigInt(0n, 1_000_000n),
          hasToken: fc.boolean(),
          hasWrappedSol: fc.boolean(),
          isToken2022: fc.boolean(),
        }),
        ({ least, moreLamports, hasToken, hasWrappedSol, isToken2022, ...rest }) => {
          const tokenUnits = hasToken ? 1n : undefined;
          const facts = fixtureFacts({ tokenUnits, hasWrappedSol, isToken2022 });
          const most = least + moreLamports;
          const outlay = solGate(needs({ ...rest, facts, free: { least, most } }));
          if (isFault(outlay)) return;
          const { outlayLamports, solFloorLamports } = outlay;
          expect(solFloorLamports + outlayLamports).toBe(most);
          expect(least - outlayLamports).toBeGreaterThanOrEqual(rest.solReserveLamportsMin);
          expect(solFloorLamports).toBeGreaterThanOrEqual(rest.solReserveLamportsMin);
          expect(solFloorLamports).toBeGreaterThanOrEqual(WALLET_RENT);
        },
      ),
    );
  });
});

describe('denies', () => {
  function boundary(changes: Partial<SolNeeds>, required: bigint, facts = {}): void {
    const at = needs({ ...changes, facts: fixtureFacts(facts), free: free(required) });
    expect(isFault(solGate(at))).toBe(false);
    // Another operator that tells of more lets nothing more be spent.
    const below = { least: required - 1n, most: required };
    expect(solGate({ ...at, free: below })).toMatchObject({
      code: 'WALLET__SOL_BELOW_REQUIRED',
      context: { wallet: FACTS_WALLET, lamports: required - 1n, lamportsRequired: required },
    });
  }

  it('a buy one lamport short of amount, fees, rents and reserve', () => {
    boundary({}, 100n + FEES + TOKEN_RENT + TOKEN_RENT + 1_000_000n);
  });

  it('a buy one lamport short without the rent of a wrapped account that is there', () => {
    const facts = { hasWrappedSol: true, tokenUnits: 0n };
    boundary({}, 100n + FEES + 1_000_000n, facts);
  });

  it('a sell one lamport short of fees, wrapped rent and reserve', () => {
    boundary({ side: 'sell' }, FEES + TOKEN_RENT + 1_000_000n, { tokenUnits: 100n });
  });

  it('what would leave less than the rent of the wallet, however small the reserve', () => {
    const changes = { side: 'sell' as const, solReserveLamportsMin: 0n };
    boundary(changes, FEES + TOKEN_RENT + WALLET_RENT, { tokenUnits: 100n });
  });

  it('when other trades hold more than there is, without a negative figure', () => {
    expect(solGate(needs({ free: free(-1_000_000_000n) }))).toMatchObject({
      code: 'WALLET__SOL_BELOW_REQUIRED',
      context: { lamports: 0n },
    });
  });
});
