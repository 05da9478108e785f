import { getMintEncoder } from '@solana-program/token';
import { none } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import type { ChainNode } from '../chain/chainNode.ts';
import { TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { createFakeParts } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { FIXTURE_MINT, fixtureAttempt, fixtureFill } from '../testing/journalFixtures.ts';
import { markPositions } from './markPositions.ts';

const LIMITS = {
  tradeLamportsMax: 10n ** 9n,
  solReserveLamportsMin: 0n,
  openTradesMax: 8,
  dailyLossLamportsMax: 10n ** 9n,
  dailyLossMarkToMarket: true,
};

const MINT = Uint8Array.from(
  getMintEncoder().encode({
    mintAuthority: none(),
    supply: 7n,
    decimals: 6,
    isInitialized: true,
    freezeAuthority: none(),
  }),
);

const MINT_ACCOUNT = { lamports: 1n, owner: TOKEN_PROGRAM_ADDRESS, data: MINT };

interface World {
  readonly solPerToken?: number;
  readonly limits?: Partial<typeof LIMITS>;
  readonly node?: Partial<ChainNode>;
  readonly others?: ReadonlyArray<Partial<ChainNode>>;
}

/** Parts whose wallet holds 2000 base units, bought for 100 016 000 lamports; a fresh price. */
async function setUp({ solPerToken = 25, limits = {}, node = {}, others = [] }: World = {}) {
  const marketData = {
    fetchHistoricalPriceAtTime: async ({
      tokenAddress,
      unixTime,
    }: {
      tokenAddress: string;
      unixTime: number;
    }) =>
      Number.isNaN(solPerToken)
        ? null
        : { unixTime, value: tokenAddress.startsWith('So111') ? 100 : 100 * solPerToken },
    fetchMetadata: async () => null,
    fetchOhlcv: async () => [],
  };
  const made = await createFakeParts({
    config: { limits: { ...LIMITS, ...limits }, marketData },
    platform: createFakePlatform(),
    nodes: [{ accounts: async () => ({ slot: 1n, accounts: [MINT_ACCOUNT] }), ...node }, ...others],
  });
  const bought = made.admit({ tokenAddress: FIXTURE_MINT });
  const seen = { signature: 'signature-1', slot: '1010', witness: 'w' };
  made.parts.log.record(
    bought.tradeId,
    { name: 'AttemptSigned', attempt: fixtureAttempt() },
    { name: 'AttemptConfirmed', ...seen },
    { name: 'FillRead', fill: fixtureFill(), result: { success: true } },
  );
  return made;
}

describe('markPositions', () => {
  it('counts as lost what positions are worth less than they cost, with the fees of the trade', async () => {
    // 2000 base units of 6 decimals at 25 SOL are worth 0.05 SOL.
    const { parts, admit } = await setUp();
    expect(await markPositions(parts, admit())).toEqual({
      kind: 'loss',
      lossLamports: 0n,
      markedLamports: 50_016_000n,
      feeLamports: 4_015_000n,
    });
  });

  it('counts no gain of a position', async () => {
    const { parts, admit } = await setUp({ solPerToken: 90 });
    expect(await markPositions(parts, admit())).toMatchObject({ markedLamports: 0n });
  });

  it('knows nothing without a price, or where the chain does not tell the decimals', async () => {
    const silent = await setUp({ solPerToken: NaN });
    expect(await markPositions(silent.parts, silent.admit())).toMatchObject({
      kind: 'none',
      mint: FIXTURE_MINT,
      reason: expect.stringContaining('it has none'),
    });
    const gone = await setUp({
      node: { accounts: async () => ({ slot: 1n, accounts: [null] }) },
    });
    expect(await markPositions(gone.parts, gone.admit())).toMatchObject({ kind: 'none' });
  });

  it('takes decimals from two operators where there are two', async () => {
    const data = MINT.slice();
    data[44] = 0;
    const tells = (operator: string, bytes: Uint8Array) => ({
      operator,
      accounts: async () => ({ slot: 1n, accounts: [{ ...MINT_ACCOUNT, data: bytes }] }),
    });
    const honest = await setUp({ others: [tells('b', MINT)] });
    expect(await markPositions(honest.parts, honest.admit())).toMatchObject({ kind: 'loss' });
    const lied = await setUp({ others: [tells('b', data)] });
    expect(await markPositions(lied.parts, lied.admit())).toMatchObject({
      kind: 'none',
      reason: expect.stringContaining('contradict each other'),
    });
  });

  it('asks nobody about a sell, nor where it is off', async () => {
    const { parts, admit } = await setUp();
    expect(await markPositions(parts, admit({ side: 'sell' }))).toBeUndefined();
    const off = await setUp({ limits: { dailyLossMarkToMarket: false } });
    expect(await markPositions(off.parts, off.admit())).toBeUndefined();
  });
});
