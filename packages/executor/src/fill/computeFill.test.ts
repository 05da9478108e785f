import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { TransactionReading } from '../chain/chainNode.ts';
import { madeUpAttempt } from '../testing/fakeParts.ts';
import { PLAN } from '../testing/tradeFixtures.ts';
import { computeFill, revertCost } from './computeFill.ts';

const RENT = 2_039_280n;
const SOL = 1_000_000_000n;

/** What the accounts of the wallet held before and after, `undefined` where there was none. */
interface Story {
  readonly side: 'buy' | 'sell';
  /** SOL side and token side of the swap. */
  readonly lamports: bigint;
  readonly tokens: bigint;
  readonly tokensBefore?: bigint | undefined;
  readonly closesTokenAccount?: boolean;
  readonly wrappedBefore?: bigint | undefined;
  readonly tip?: bigint;
}

/** Writes the record that the network keeps of such a trade. */
function tell(story: Story): TransactionReading {
  const { side, lamports, tokens, tokensBefore, wrappedBefore, tip = 10_000n } = story;
  const tokensAfter = (tokensBefore ?? 0n) + (side === 'buy' ? tokens : -tokens);
  const tokenAfter = story.closesTokenAccount === true ? undefined : tokensAfter;
  const rentBefore = tokensBefore === undefined ? 0n : RENT;
  const rentAfter = tokenAfter === undefined ? 0n : RENT;
  const wrappedLamports = wrappedBefore === undefined ? 0n : wrappedBefore + RENT;
  const fees = 6_000n;
  const swap = side === 'buy' ? -lamports : lamports;
  const change = swap - fees - tip + wrappedLamports - (rentAfter - rentBefore);
  const balance = (account: string, amount: bigint | undefined) =>
    amount === undefined ? [] : [{ account, mint: 'mint', owner: PLAN.wallet, amount }];
  return {
    slot: 1_010n,
    error: null,
    feeLamports: fees,
    accountAddresses: [PLAN.wallet, PLAN.tokenAccount, PLAN.wrappedSol],
    signerCount: 1,
    preLamports: [50n * SOL, rentBefore, wrappedLamports],
    postLamports: [50n * SOL + change, rentAfter, 0n],
    preTokenBalances: [
      ...balance(PLAN.tokenAccount, tokensBefore),
      ...balance(PLAN.wrappedSol, wrappedBefore),
    ],
    postTokenBalances: balance(PLAN.tokenAccount, tokenAfter),
    logs: [],
    computeUnits: 1n,
  };
}

function attemptOf({ side, lamports, tokens, tip = 10_000n }: Story) {
  return {
    ...madeUpAttempt(),
    status: 'confirmed' as const,
    amountIn: String(side === 'buy' ? lamports : tokens),
    minimumOut: String(side === 'buy' ? tokens : lamports),
    tipLamports: String(tip),
  };
}

function fillOf(story: Story, change: Partial<TransactionReading> = {}) {
  const context = { side: story.side, wallet: PLAN.wallet };
  return computeFill({ ...tell(story), ...change }, attemptOf(story), context);
}

const units = fc.bigInt(1n, 10n ** 15n);

describe('computeFill', () => {
  it('for all stories, tells the two sides, the costs and the rent', () => {
    const stories = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      lamports: units,
      tokens: units,
      spare: fc.option(fc.bigInt(0n, 10n ** 12n), { nil: undefined }),
      wrappedBefore: fc.option(fc.bigInt(0n, 10n ** 10n), { nil: undefined }),
      tip: fc.constantFrom(0n, 10_000n),
    });
    fc.assert(
      fc.property(stories, ({ side, spare, tokens, ...rest }) => {
        const isExit = side === 'sell' && spare === undefined;
        const tokensBefore = side === 'buy' ? spare : (spare ?? 0n) + tokens;
        const story = { ...rest, side, tokens, tokensBefore, closesTokenAccount: isExit };
        const computed = fillOf(story);
        const tokenRent = side === 'buy' && spare === undefined ? RENT : isExit ? -RENT : 0n;
        const wrappedRent = story.wrappedBefore === undefined ? 0n : -RENT;
        expect(computed).toMatchObject({
          kind: 'fill',
          fill: {
            signature: attemptOf(story).signature,
            slot: '1010',
            lamports: String(story.lamports),
            tokenUnits: String(tokens),
            baseFeeLamports: '5000',
            priorityFeeLamports: '1000',
            tipLamports: String(story.tip),
            rentLamports: String(tokenRent + wrappedRent),
            reportedFeeLamports: '6000',
          },
        });
      }),
    );
  });

  const buy: Story = { side: 'buy', lamports: 100_000_000n, tokens: 1_980n };
  const sell: Story = { side: 'sell', lamports: 500_000n, tokens: 400n, tokensBefore: 1_000n };

  it('takes a balance for nothing that a node still lists of a closed account', () => {
    const exit = { ...sell, tokensBefore: 400n, closesTokenAccount: true };
    const stale = [
      { account: PLAN.tokenAccount, mint: 'mint', owner: PLAN.wallet, amount: 400n },
      { account: PLAN.wrappedSol, mint: 'sol', owner: PLAN.wallet, amount: 7n },
    ];
    expect(fillOf(exit, { postTokenBalances: stale })).toMatchObject({
      kind: 'fill',
      fill: { tokenUnits: '400', lamports: '500000' },
    });
  });

  it('takes a reported fee without the priority fee, and no other', () => {
    expect(fillOf(buy, { feeLamports: 5_000n })).toMatchObject({
      kind: 'fill',
      fill: { reportedFeeLamports: '5000', priorityFeeLamports: '1000' },
    });
    for (const feeLamports of [4_999n, 5_999n, 6_001n, 0n]) {
      expect(fillOf(buy, { feeLamports })).toMatchObject({
        kind: 'mismatch',
        detail: expect.stringContaining(`fee of ${feeLamports}`),
      });
    }
  });

  it.each([buy, sell])('finds that less came out than was required: $side', (story) => {
    const attempt = attemptOf(story);
    const minimumOut = String(BigInt(attempt.minimumOut) + 1n);
    const context = { side: story.side, wallet: PLAN.wallet };
    expect(computeFill(tell(story), { ...attempt, minimumOut }, context)).toMatchObject({
      kind: 'mismatch',
      detail: expect.stringContaining('came out'),
    });
  });

  it.each([buy, sell])('finds that more went in than was allowed: $side', (story) => {
    const attempt = attemptOf(story);
    const amountIn = String(BigInt(attempt.amountIn) - 1n);
    const context = { side: story.side, wallet: PLAN.wallet };
    expect(computeFill(tell(story), { ...attempt, amountIn }, context)).toMatchObject({
      kind: 'mismatch',
      detail: expect.stringContaining('went in'),
    });
  });

  it.each([buy, sell])('finds tokens or SOL that came for nothing: $side', (story) => {
    const told = tell({ ...story, [story.side === 'buy' ? 'lamports' : 'tokens']: 0n });
    const came = story.side === 'buy' ? story.tokens : story.tokensBefore;
    const balance = { account: PLAN.tokenAccount, mint: 'mint', owner: PLAN.wallet };
    const postTokenBalances = [{ ...balance, amount: came ?? 0n }];
    const context = { side: story.side, wallet: PLAN.wallet };
    expect(computeFill({ ...told, postTokenBalances }, attemptOf(story), context)).toMatchObject({
      kind: 'mismatch',
      detail: expect.stringMatching(/^0 base units went in/u),
    });
  });

  it('takes an account that somebody had put lamports into for one without tokens', () => {
    const told = tell(buy);
    const [wallet = 0n, , wrapped = 0n] = told.preLamports;
    const [walletAfter = 0n, ...after] = told.postLamports;
    const gifted = {
      ...told,
      preLamports: [wallet, 890_880n, wrapped],
      postLamports: [walletAfter + 890_880n, ...after],
    };
    const context = { side: 'buy', wallet: PLAN.wallet } as const;
    expect(computeFill(gifted, attemptOf(buy), context)).toMatchObject({
      kind: 'fill',
      fill: { lamports: '100000000', tokenUnits: '1980', rentLamports: String(RENT - 890_880n) },
    });
  });

  it('finds that nothing went in, as in a transaction that failed', () => {
    const quiet = tell(buy);
    const paid = [50n * SOL, 0n, 0n];
    const failed = { ...quiet, preLamports: paid, postLamports: [50n * SOL - 6_000n, 0n, 0n] };
    const context = { side: 'buy', wallet: PLAN.wallet } as const;
    const computed = computeFill({ ...failed, postTokenBalances: [] }, attemptOf(buy), context);
    expect(computed).toMatchObject({ kind: 'mismatch' });
  });
});

describe('revertCost', () => {
  it('is what the wallet has less', () => {
    const reading = { ...tell({ side: 'buy', lamports: 1n, tokens: 1n }) };
    const preLamports = [100n, 0n, 0n];
    expect(revertCost({ ...reading, preLamports, postLamports: [94n, 0n, 0n] }, PLAN.wallet)).toBe(
      6n,
    );
    expect(revertCost(reading, 'somebody else')).toBe(0n);
  });
});
