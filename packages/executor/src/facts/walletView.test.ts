import { fault, isFault } from '@quantbot/core';
import { address } from '@solana/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FACTS_WALLET, fixtureFacts } from '../testing/factsFixtures.ts';
import { FIXTURE_MINT } from '../testing/journalFixtures.ts';
import { areAlike, mergeViews, placesAsked, type WalletView } from './walletView.ts';

interface Told {
  readonly operator?: string;
  readonly slot?: bigint;
  readonly lamports?: bigint;
  readonly token?: bigint;
  readonly wrapped?: bigint;
}

function view(told: Told = {}): WalletView {
  const { operator = 'a', slot = 500n, lamports = 5_000n, token = 7n, wrapped = 0n } = told;
  const { mint, tokenAccount, wrappedSol } = fixtureFacts({ tokenUnits: token });
  const holding = {
    mint,
    tokenAccount,
    wrappedSol: { ...wrappedSol, exists: true, units: wrapped },
  };
  return { operator, slot, lamports, isThere: true, holding };
}

const nothing = () => 0n;
const units = fc.bigInt(0n, 2n ** 64n - 1n);
const anyView = fc
  .record({ slot: fc.bigInt(0n, 600n), lamports: units, token: units, wrapped: units })
  .map(view);

describe('areAlike', () => {
  it.each([
    ['the same', {}, true],
    ['more SOL in the newer', { slot: 501n, lamports: 5_001n }, true],
    ['less SOL in the newer, as trades may have taken', { slot: 501n, lamports: 4_900n }, true],
    ['less SOL in the newer than trades may have taken', { slot: 501n, lamports: 4_899n }, false],
    ['less SOL in the older', { slot: 499n, lamports: 1n }, true],
    ['more SOL in the older, as trades may have taken', { slot: 499n, lamports: 5_100n }, true],
    ['more SOL in the older than trades may have taken', { slot: 499n, lamports: 5_101n }, false],
    ['less SOL at the same slot, as trades may have taken', { lamports: 4_900n }, true],
    ['less SOL at the same slot than trades may have taken', { lamports: 4_899n }, false],
    ['more SOL at the same slot than trades may have taken', { lamports: 5_101n }, false],
    ['fewer tokens', { token: 6n }, false],
    ['more wrapped SOL', { wrapped: 1n }, false],
  ])('is right about %s', (_case, other, alike) => {
    const mayHaveLeft = () => 100n;
    expect(areAlike(view(), view(other), mayHaveLeft)).toBe(alike);
    expect(areAlike(view(other), view(), mayHaveLeft)).toBe(alike);
  });

  it('counts what may have left since the older of the two', () => {
    const since: bigint[] = [];
    areAlike(view({ slot: 501n }), view({ slot: 499n }), (slot) => {
      since.push(slot);
      return 0n;
    });
    expect(since).toEqual([499n]);
  });

  it('holds a mint and none for different', () => {
    const none = { ...view(), holding: fault('MINT__NOT_FOUND', { mint: FIXTURE_MINT }) };
    expect(areAlike(view(), none, nothing)).toBe(false);
    expect(areAlike(none, none, nothing)).toBe(true);
  });
});

describe('an account that no program may spend from', () => {
  const guarded = (operator: string): WalletView => {
    const told = view({ operator });
    if (isFault(told.holding)) throw new Error('there is no holding');
    const tokenAccount = { ...told.holding.tokenAccount, isGuarded: true } as const;
    return { ...told, holding: { ...told.holding, tokenAccount } };
  };

  it('is traded with by nobody, and is told the same by two', () => {
    const refused = { code: 'WALLET__ACCOUNT_GUARDED', context: { mint: FIXTURE_MINT } };
    expect(mergeViews([guarded('a')], FACTS_WALLET)).toMatchObject(refused);
    expect(mergeViews([guarded('a'), guarded('b')], FACTS_WALLET)).toMatchObject(refused);
    expect(areAlike(guarded('a'), view({ operator: 'b' }), nothing)).toBe(false);
    expect(mergeViews([guarded('a'), view({ operator: 'b' })], FACTS_WALLET)).toMatchObject({
      code: 'RPC__OPERATORS_CONTRADICT',
      context: { detail: expect.stringContaining('CPI guard') },
    });
  });
});

describe('mergeViews', () => {
  it('for all views, takes each figure as it lets the least leave', () => {
    fc.assert(
      fc.property(anyView, anyView, (one, other) => {
        const facts = mergeViews([one, other], FACTS_WALLET);
        if (isFault(facts) || isFault(one.holding) || isFault(other.holding)) {
          throw new Error('views of one shape were refused');
        }
        for (const { slot, lamports, holding } of [one, other]) {
          if (isFault(holding)) continue;
          expect(facts.sol).toContainEqual({ slot, lamports });
          expect(facts.tokenAccount.units).toBeGreaterThanOrEqual(holding.tokenAccount.units);
          expect(facts.wrappedSol.units).toBeGreaterThanOrEqual(holding.wrappedSol.units);
          expect(facts.sellableUnits).toBeLessThanOrEqual(holding.tokenAccount.units);
        }
      }),
    );
  });

  it('leaves a third out that tells something else of what is no balance', () => {
    const none = {
      ...view({ operator: 'liar', lamports: 1n }),
      holding: fault('MINT__NOT_FOUND', { mint: FIXTURE_MINT }),
    };
    const views = [none, view({ lamports: 3n }), view({ operator: 'b', lamports: 2n })];
    expect(mergeViews(views, FACTS_WALLET)).toMatchObject({
      sol: [{ lamports: 3n }, { lamports: 2n }],
    });
    expect(mergeViews([none, view()], FACTS_WALLET)).toMatchObject({
      code: 'RPC__OPERATORS_CONTRADICT',
      context: { operators: 'liar and a' },
    });
  });
});

describe('placesAsked', () => {
  it('begins with the wallet and the mint', () => {
    const mint = address(FIXTURE_MINT);
    const places = {
      wallet: FACTS_WALLET,
      mint,
      token: mint,
      token2022: FACTS_WALLET,
      wrappedSol: mint,
    };
    expect(placesAsked(places)).toEqual([FACTS_WALLET, mint, mint, FACTS_WALLET, mint]);
  });
});
