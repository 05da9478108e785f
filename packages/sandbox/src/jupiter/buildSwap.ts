import { createSolanaRpc, getBase58Encoder, type Blockhash } from '@solana/kit';

import { findPoolAddresses } from '../program/poolAddresses.ts';
import { computePriceImpact, quoteConstantProduct } from '../program/quoteConstantProduct.ts';
import { createSwapInstruction } from '../program/swapInstruction.ts';
import type { SandboxPool } from '../setup/sandboxPool.ts';
import { createComputeUnitPriceInstruction, createTipInstruction } from './feeInstructions.ts';
import { findRoute, noRoutesFound, VENUE_LABEL, type Route } from './findRoute.ts';
import { toJupiterInstruction } from './jupiterInstruction.ts';
import type { BuildQuery } from './parseBuildQuery.ts';
import { readReserves } from './readReserves.ts';
import { createWalletInstructions } from './walletInstructions.ts';

/** What the endpoint reads from. */
export interface BuildContext {
  readonly rpcUrl: string;
  readonly pools: readonly SandboxPool[];
}

const BLOCKHASH_LIFE_BLOCKS = 150;

/**
 * Quotes a swap from the pool's live balances and answers with the instructions that make it.
 *
 * @throws JupiterRefusal when there is no pool for the pair, or it pays nothing for the amount
 */
export async function buildSwap(context: BuildContext, query: BuildQuery) {
  const route = findRoute(context.pools, query);
  const [reserves, addresses, wallet, blockhash] = await Promise.all([
    readReserves(context.rpcUrl, route),
    findPoolAddresses(route.source, route.destination, route.pool.programAddress),
    createWalletInstructions(route, query),
    readBlockhash(context.rpcUrl, query),
  ]);
  const outAmount = quoteConstantProduct(query.amount, reserves);
  if (outAmount === 0n) throw noRoutesFound();
  const minimumOut = computeMinimumOut(outAmount, query.slippageBps);
  const swap = createSwapInstruction({
    authority: query.taker,
    source: wallet.source,
    destination: wallet.destination,
    sourceSide: route.source,
    destinationSide: route.destination,
    addresses,
    programAddress: route.pool.programAddress,
    amountIn: query.amount,
    minimumOut,
  });
  return {
    inputMint: query.inputMint,
    outputMint: query.outputMint,
    inAmount: query.amount.toString(),
    outAmount: outAmount.toString(),
    otherAmountThreshold: minimumOut.toString(),
    swapMode: 'ExactIn',
    slippageBps: query.slippageBps,
    priceImpactPct: computePriceImpact(query.amount, reserves).toFixed(6),
    routePlan: [describeStep(route, { inAmount: query.amount, outAmount })],
    computeBudgetInstructions: [toJupiterInstruction(createComputeUnitPriceInstruction(query))],
    setupInstructions: wallet.setup.map(toJupiterInstruction),
    swapInstruction: toJupiterInstruction(swap),
    cleanupInstruction: wallet.cleanup === undefined ? null : toJupiterInstruction(wallet.cleanup),
    otherInstructions: [],
    tipInstruction: createTipInstruction(query),
    addressesByLookupTableAddress: null,
    blockhashWithMetadata: blockhash,
  };
}

/** The least the program pays out, rounded as Jupiter's program rounds it. */
export function computeMinimumOut(outAmount: bigint, slippageBps: number): bigint {
  return outAmount - (outAmount * BigInt(slippageBps)) / 10_000n;
}

function describeStep(route: Route, amounts: { inAmount: bigint; outAmount: bigint }) {
  return {
    percent: 100,
    bps: 10_000,
    swapInfo: {
      ammKey: route.pool.pool,
      label: VENUE_LABEL,
      inputMint: route.source.mint,
      outputMint: route.destination.mint,
      inAmount: amounts.inAmount.toString(),
      outAmount: amounts.outAmount.toString(),
    },
  };
}

async function readBlockhash(rpcUrl: string, { blockhashSlotsToExpiry }: BuildQuery) {
  const rpc = createSolanaRpc(rpcUrl);
  const { value } = await rpc.getLatestBlockhash({ commitment: 'processed' }).send();
  const nowMs = Date.now();
  return {
    blockhash: decodeBlockhash(value.blockhash),
    lastValidBlockHeight:
      Number(value.lastValidBlockHeight) - BLOCKHASH_LIFE_BLOCKS + blockhashSlotsToExpiry,
    fetchedAt: {
      secs_since_epoch: Math.floor(nowMs / 1000),
      nanos_since_epoch: (nowMs % 1000) * 1_000_000,
    },
  };
}

function decodeBlockhash(blockhash: Blockhash): number[] {
  return [...getBase58Encoder().encode(blockhash)];
}
