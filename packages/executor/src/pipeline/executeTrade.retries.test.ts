import type { AnyExecutionRequest } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { ChainNode, SignatureStatus, TransactionReading } from '../chain/chainNode.ts';
import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import { createFakeLane, createFakeParts, FAKE_GENESIS_HASH } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { FIXTURE_NOW_MS } from '../testing/journalFixtures.ts';
import { madeUpTransaction, revertedTransaction } from '../testing/madeUpTransaction.ts';
import { preparedChain } from '../testing/preparedChain.ts';
import { buyPlan, madeUpQuote, madeUpSwap, PLAN } from '../testing/tradeFixtures.ts';
import type { SwapQuoteRequest, SwapVenue } from '../venues/swapVenue.ts';
import { cancelTrade } from './cancelTrade.ts';
import { executeTrade } from './executeTrade.ts';

const FINALIZED: SignatureStatus = { slot: 1_010n, commitment: 'finalized', error: null };

/** Blocks between the blockhashes of two attempts, as the fake parts give them. */
const BLOCKS = 300n;

/** A venue whose quotes a test changes; its swap holds one percent below the quote. */
function movingVenue() {
  const market = { amountOut: 2_000n, asked: [] as SwapQuoteRequest[] };
  const venue: SwapVenue = {
    name: 'made-up',
    quote: async (request) => {
      market.asked.push(request);
      const { amountIn } = request;
      const isBuy = request.outputMint === PLAN.mint;
      const minimumOut = (market.amountOut * 99n) / 100n;
      const [source, destination] = isBuy
        ? [PLAN.wrappedSol, PLAN.tokenAccount]
        : [PLAN.tokenAccount, PLAN.wrappedSol];
      return madeUpQuote(buyPlan(), {
        amountIn,
        amountOut: market.amountOut,
        minimumOut,
        swapInstruction: madeUpSwap({ source, destination, amountIn, minimumOut }),
        askedAtMs: 1_000,
      });
    },
  };
  return { market, venue };
}

interface Scene {
  readonly request?: Partial<AnyExecutionRequest>;
  readonly config?: Partial<ExecutionAdapterConfig>;
  readonly tokenUnits?: bigint;
}

/** A trade on its way, and a chain that brings it in, undoes it or lets it die. */
async function setUp({ request = {}, config = {}, tokenUnits }: Scene = {}) {
  const clock = { now: FIXTURE_NOW_MS };
  const holding = { tokenUnits };
  const chain = {
    slot: 1_011n,
    height: 1_000n,
    statuses: new Map<string, SignatureStatus>(),
    transactions: new Map<string, TransactionReading>(),
  };
  const node: Partial<ChainNode> = {
    accounts: async (...given) => {
      const { tokenUnits: units } = holding;
      const prepared = preparedChain(units === undefined ? {} : { tokenUnits: units });
      if (prepared.accounts === undefined) throw new Error('the chain has no accounts');
      return { ...(await prepared.accounts(...given)), slot: chain.slot };
    },
    simulate: async () => ({ slot: 1_000n, error: null, logs: [], computeUnits: 90_000n }),
    signatureStatuses: async (signatures) => ({
      slot: chain.slot,
      statuses: signatures.map((signature) => chain.statuses.get(signature) ?? null),
    }),
    transaction: async (signature) => chain.transactions.get(signature) ?? null,
    finalized: async () => ({ blockHeight: chain.height, slot: chain.slot, slotGap: 0n }),
    firstAvailableSlot: async () => 0n,
    isBlockhashValid: async () => false,
    genesisHash: async () => FAKE_GENESIS_HASH,
  };
  const platform = createFakePlatform();
  const { market, venue } = movingVenue();
  const jito = createFakeLane('jito');
  const all = await createFakeParts({
    platform,
    nodes: [node],
    lanes: { jito, rpc: createFakeLane('rpc') },
    config: {
      clock: { nowMs: () => clock.now },
      allowSingleWitness: true,
      quoteAgeMsMax: 60_000,
      ...config,
    },
    parts: { venue },
  });
  const { tradeId } = all.admit(request);
  const state = { isDone: false };
  const run = async () => {
    void executeTrade(all.parts, tradeId).then(
      () => {
        state.isDone = true;
      },
      () => undefined,
    );
    await platform.settle();
  };
  /** Lets so many attempts die by age, one after another. */
  const die = async (times = 1) => {
    for (let time = 0; time < times; time += 1) {
      chain.height = BigInt(last().deathHeight) + 1n;
      chain.slot = chain.height + BLOCKS;
      await platform.advance(2_000);
    }
  };
  const bringIn = async (transaction: TransactionReading) => {
    const { signature } = last();
    chain.transactions.set(signature, transaction);
    chain.statuses.set(signature, { ...FINALIZED, error: transaction.error });
    await platform.advance(800);
  };
  const revert = async (transaction = revertedTransaction()) => bringIn(transaction);
  /** Brings in a swap that costs what the bytes say. */
  const land = async () => {
    const { priorityFeeLamports, tipLamports } = last();
    const feeLamports = 5_000n + BigInt(priorityFeeLamports);
    const before = madeUpTransaction();
    const [wallet = 0n, ...others] = before.preLamports;
    const left = wallet - 100_000_000n - feeLamports - BigInt(tipLamports);
    await bringIn({ ...before, feeLamports, postLamports: [left, ...others] });
  };
  const last = () => {
    const attempt = current().attempts.at(-1);
    if (attempt === undefined) throw new Error('nothing is signed');
    return attempt;
  };
  const current = () => all.parts.log.current(tradeId);
  const reserved = () => all.parts.ledger.reservedBesides('another');
  const steps = { run, die, revert, land };
  return {
    ...all,
    ...steps,
    tradeId,
    platform,
    clock,
    chain,
    market,
    jito,
    holding,
    state,
    current,
    reserved,
  };
}

describe('a further attempt', () => {
  it('is signed only after the proof, by another blockhash, and ends the trade as filled', async () => {
    const { run, die, land, current, names, tradeId, jito, state, parts } = await setUp();
    await run();
    expect(current().attempts).toHaveLength(1);
    await die();
    expect(current()).toMatchObject({
      status: 'executing',
      attempts: [{ number: 1, status: 'expired' }, { number: 2 }],
    });
    const [first, second] = current().attempts;
    expect(second?.signature).not.toBe(first?.signature);
    expect(second?.blockhash).not.toBe(first?.blockhash);
    const sent = jito.sent.map((wire) => Buffer.from(wire).toString('base64'));
    expect([...new Set(sent)]).toEqual([first?.wireBase64, second?.wireBase64]);
    await land();
    await parts.background.idle();
    expect(state.isDone).toBe(true);
    expect(current()).toMatchObject({ status: 'filled', result: { success: true, attempts: 2 } });
    const signed = names(tradeId).filter((name) => /^Attempt(?:Signed|Expired)$/u.test(name));
    expect(signed).toEqual(['AttemptSigned', 'AttemptExpired', 'AttemptSigned']);
  });

  it('is made no more often than the retries allow, and then the trade has failed', async () => {
    const { run, die, current, state, reserved } = await setUp({ request: { maxRetries: 2 } });
    await run();
    await die(2);
    expect(current().attempts).toHaveLength(3);
    await die();
    expect(state.isDone).toBe(true);
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'CONFIRM__EXPIRED',
      result: { success: false, status: 'failed', attempts: 3, totalCostLamports: 0 },
    });
    expect(reserved()).toBe(0n);
  });

  it('is not made where the request wants none', async () => {
    const { run, die, current } = await setUp({ request: { maxRetries: 0 } });
    await run();
    await die();
    expect(current()).toMatchObject({ status: 'failed', attempts: [{ number: 1 }] });
  });

  it('follows a revert for slippage, and its cost is counted with the fill', async () => {
    const { run, revert, land, current, parts } = await setUp();
    await run();
    await revert();
    expect(current()).toMatchObject({
      status: 'executing',
      attempts: [{ status: 'reverted', revertFeeLamports: '6000' }, { number: 2 }],
    });
    await land();
    await parts.background.idle();
    const { result, attempts } = current();
    const own = 5_000 + Number(attempts[1]?.priorityFeeLamports);
    expect(result).toMatchObject({
      success: true,
      fees: { networkFee: 10_000, totalFee: 6_000 + own },
      totalCostLamports: 6_000 + own + (result?.jitoTip ?? 0) + (result?.rent ?? 0),
    });
  });

  it('does not follow a revert that nobody understands', async () => {
    const { run, revert, current } = await setUp();
    await run();
    await revert(revertedTransaction({ logs: [] }));
    expect(current()).toMatchObject({ status: 'failed', errorCode: 'CONFIRM__REVERTED' });
  });

  it('puts in what the first put in, whatever the wallet holds by then', async () => {
    const request = { side: 'sell', amount: undefined, sellPortionBps: 5_000 };
    const { run, die, market, holding, current } = await setUp({
      request: request as Partial<AnyExecutionRequest>,
      tokenUnits: 1_000n,
    });
    await run();
    holding.tokenUnits = 5_000n;
    await die();
    expect(market.asked.map(({ amountIn }) => amountIn)).toEqual([500n, 500n]);
    expect(current().attempts.map(({ amountIn }) => amountIn)).toEqual(['500', '500']);
  });

  it('takes no less than the first would have taken, though the quote is lower', async () => {
    const { run, die, market, current } = await setUp();
    await run();
    market.amountOut = 1_990n;
    await die();
    expect(current().attempts.map(({ minimumOut }) => minimumOut)).toEqual(['1980', '1980']);
    expect(current().attempts.map(({ quotedOut }) => quotedOut)).toEqual(['2000', '1990']);
  });

  it('takes more than the first where the quote is better, and holds the third to the first', async () => {
    const { run, die, market, current } = await setUp();
    await run();
    market.amountOut = 3_000n;
    await die();
    market.amountOut = 1_985n;
    await die();
    expect(current().attempts.map(({ minimumOut }) => minimumOut)).toEqual([
      '1980',
      '2970',
      '1980',
    ]);
  });

  it('is not made below the first floor: the price has moved, and the trade has failed', async () => {
    const { run, die, market, current, reserved } = await setUp();
    await run();
    market.amountOut = 1_979n;
    await die();
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'PRICE__MOVED',
      attempts: [{ status: 'expired' }],
      result: { success: false, status: 'failed' },
    });
    expect(reserved()).toBe(0n);
  });

  it('offers more for a place in a block after each that never landed', async () => {
    const { run, die, current } = await setUp();
    await run();
    await die(2);
    const { attempts } = current();
    expect(attempts.map(({ tipLamports }) => tipLamports)).toEqual(['10000', '20000', '40000']);
    // 1000, 2000 and 4000 micro-lamports for each of the same compute units, rounded up.
    expect(attempts.map(({ priorityFeeLamports }) => priorityFeeLamports)).toEqual([
      '106',
      '211',
      '422',
    ]);
  });

  it('offers no more after one that landed and was undone', async () => {
    const { run, revert, current } = await setUp();
    await run();
    await revert();
    const [first, second] = current().attempts;
    expect(second?.tipLamports).toBe(first?.tipLamports);
    expect(second?.priorityFeeLamports).toBe(first?.priorityFeeLamports);
  });

  it('is not made after the deadline: the trade has failed, and is not denied', async () => {
    const { run, die, clock, current } = await setUp();
    await run();
    clock.now = FIXTURE_NOW_MS + 90_000;
    await die();
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'DEADLINE__EXPIRED',
      attempts: [{ status: 'expired' }],
    });
  });

  it('is not made while the wallet is in conflict: the trade has failed', async () => {
    const { run, die, parts, current } = await setUp();
    await run();
    const context = { key: 'another', wallet: PLAN.wallet };
    parts.hold.set({ kind: 'fault', code: 'RISK__CONFLICT_UNRESOLVED', message: 'm', context });
    await die();
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'RISK__CONFLICT_UNRESOLVED',
      result: { status: 'failed', keyReusable: false },
    });
  });

  it('is not made by an adapter that closes: the trade stays open for the next process', async () => {
    const { run, die, closing, current, tradeId, names } = await setUp();
    await run();
    closing.abort();
    await die();
    expect(current().status).not.toBe('failed');
    expect(names(tradeId).filter((name) => name === 'AttemptSigned')).toHaveLength(1);
  });

  it('is not made once a cancel was asked for, and the trade ends as cancelled', async () => {
    const { run, die, parts, current } = await setUp();
    await run();
    cancelTrade(parts.log, current());
    expect(current().status).toBe('executing');
    await die();
    expect(current()).toMatchObject({
      status: 'cancelled',
      errorCode: 'CONFIRM__CANCELLED',
      attempts: [{ status: 'expired' }],
    });
  });

  it('is not signed when the cancel comes while it is being prepared', async () => {
    const { run, die, parts, current, market, reserved } = await setUp();
    await run();
    const { quote } = parts.venue;
    Object.assign(parts.venue, {
      quote: async (...given: Parameters<typeof quote>) => {
        cancelTrade(parts.log, current());
        return quote(...given);
      },
    });
    await die();
    expect(market.asked).toHaveLength(2);
    expect(current()).toMatchObject({ status: 'cancelled', attempts: [{ status: 'expired' }] });
    expect(reserved()).toBe(0n);
  });

  it('fails the trade when something breaks while it is prepared', async () => {
    const { run, die, parts, current } = await setUp();
    await run();
    Object.assign(parts.venue, {
      quote: async () => {
        throw new Error('out of memory');
      },
    });
    await die();
    expect(current()).toMatchObject({ status: 'failed', errorCode: 'INTERNAL__UNEXPECTED' });
  });

  it('is not made by the blockhash of an attempt that has died', async () => {
    const { run, die, parts, current } = await setUp();
    await run();
    const { blockhash } = parts.chainFacts;
    Object.assign(blockhash, { fresh: async () => blockhash.get() });
    await die();
    expect(current()).toMatchObject({ status: 'failed', errorCode: 'RPC__UNAVAILABLE' });
    expect(current().attempts).toHaveLength(1);
  });
});

describe('the second look before a signature is written down', () => {
  it('catches a conflict that came while the signer was signing', async () => {
    const { run, parts, current, jito } = await setUp();
    const { sign } = parts.signer;
    Object.assign(parts.signer, {
      sign: async (bytes: Uint8Array) => {
        const context = { key: 'another', wallet: PLAN.wallet };
        parts.hold.set({ kind: 'fault', code: 'RISK__CONFLICT_UNRESOLVED', message: 'm', context });
        return sign(bytes);
      },
    });
    await run();
    expect(current()).toMatchObject({ status: 'denied', errorCode: 'RISK__CONFLICT_UNRESOLVED' });
    expect(jito.sent).toEqual([]);
  });
});
