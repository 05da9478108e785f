import { createTokenAddress, type SwapDecoder, type SwapInstruction } from '@quantbot/core';
import { getAddressDecoder, type Address } from '@solana/kit';

import type { TradePlan } from '../build/tradePlan.ts';
import { compileConfig, type CompiledConfig } from '../config/compileConfig.ts';
import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import type { FreshBlockhash } from '../facts/chainFacts.ts';
import { TIP_ACCOUNTS } from '../facts/tipLevels.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import type { PreparedTrade } from '../pipeline/prepareTrade.ts';
import type { Ed25519Key } from '../platform/executorPlatform.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import type { SwapQuote } from '../venues/swapVenue.ts';
import { FIXTURE_NOW_MS } from './journalFixtures.ts';

/** Address that nobody holds, told apart by a number. */
export function madeUpAddress(number: number): Address {
  return getAddressDecoder().decode(new Uint8Array(32).fill(number));
}

/** Key of the made-up wallet. */
export const PLAN_KEY: Ed25519Key = createNodePlatform().importEd25519Seed(
  new Uint8Array(32).fill(42),
);

/** Accounts of a made-up trade. */
export const PLAN = {
  wallet: getAddressDecoder().decode(PLAN_KEY.publicKey),
  mint: createTokenAddress(madeUpAddress(2)) as string as Address,
  tokenAccount: madeUpAddress(3),
  wrappedSol: madeUpAddress(4),
  swapProgram: madeUpAddress(5),
  pool: madeUpAddress(6),
  vaults: [madeUpAddress(7), madeUpAddress(8)],
  table: madeUpAddress(9),
  otherTokenAccount: madeUpAddress(10),
} as const;

/** Blockhash of made-up transactions. */
export const PLAN_BLOCKHASH: FreshBlockhash = {
  blockhash: madeUpAddress(77),
  lastValidBlockHeight: 1_150n,
  slot: 1_000n,
  deathHeight: 1_182n,
};

const SWAP_TAG = 1;
const SWAP_DATA_BYTES = 17;

/** Reads swaps of the made-up program: tag, amount in, least output. */
export const PLAN_DECODER: SwapDecoder = {
  name: 'made-up',
  programAddress: PLAN.swapProgram,
  decodeSwap: ({ accounts, data }) => {
    if (data.length !== SWAP_DATA_BYTES || data[0] !== SWAP_TAG) return { reason: 'another tag' };
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    return {
      variant: 'swap',
      amountIn: view.getBigUint64(1, true),
      minimumOut: view.getBigUint64(9, true),
      authority: accounts[0]?.address ?? '',
      source: accounts[1]?.address ?? '',
      destination: accounts[2]?.address ?? '',
      platformFeeBps: 0,
    };
  },
  classifyError: (code) => (code === 6001 ? 'slippage' : 'unknown'),
};

/** What a made-up swap does. */
export interface MadeUpSwap {
  readonly source: string;
  readonly destination: string;
  readonly amountIn: bigint;
  readonly minimumOut: bigint;
}

/** Writes a swap of the made-up program. */
export function madeUpSwap(swap: MadeUpSwap): SwapInstruction {
  const data = new Uint8Array(SWAP_DATA_BYTES);
  const view = new DataView(data.buffer);
  view.setUint8(0, SWAP_TAG);
  view.setBigUint64(1, swap.amountIn, true);
  view.setBigUint64(9, swap.minimumOut, true);
  const account = (address: string, isWritable: boolean, isSigner = false) => ({
    address,
    isSigner,
    isWritable,
  });
  return {
    programAddress: PLAN.swapProgram,
    data,
    accounts: [
      account(PLAN.wallet, true, true),
      account(swap.source, true),
      account(swap.destination, true),
      account(PLAN.pool, false),
      ...PLAN.vaults.map((vault) => account(vault, true)),
    ],
  };
}

const BUY_AMOUNT_IN = 100_000_000n;
const SELL_AMOUNT_IN = 400n;
const MINIMUM_OUT = 1_980n;

/** A buy of 0.1 SOL for at least 1980 base units, with a tip. */
export function buyPlan(changes: Partial<TradePlan> = {}): TradePlan {
  return {
    side: 'buy',
    wallet: PLAN.wallet,
    mint: {
      mint: PLAN.mint,
      tokenProgram: TOKEN_PROGRAM_ADDRESS,
      decimals: 6,
      amountExtension: undefined,
      hasTransferFee: false,
      risks: [],
      transferFeeBps: 0,
    },
    tokenAccount: { address: PLAN.tokenAccount, exists: false, units: 0n },
    wrappedSol: { address: PLAN.wrappedSol, exists: false, units: 0n },
    amountIn: BUY_AMOUNT_IN,
    minimumOut: MINIMUM_OUT,
    swapInstruction: madeUpSwap({
      source: PLAN.wrappedSol,
      destination: PLAN.tokenAccount,
      amountIn: BUY_AMOUNT_IN,
      minimumOut: MINIMUM_OUT,
    }),
    lookupTables: {},
    computeUnitPrice: 1_000n,
    computeUnitLimitMax: 1_400_000,
    tip: { account: TIP_ACCOUNTS[0] ?? '', lamports: 10_000n },
    solFloorLamports: 890_880n,
    closesTokenAccount: false,
    ...changes,
  };
}

/** A sell of 400 of 1000 base units of a Token-2022 mint for at least 1980 lamports. */
export function sellPlan(changes: Partial<TradePlan> = {}): TradePlan {
  const plan = buyPlan();
  return {
    ...plan,
    side: 'sell',
    mint: { ...plan.mint, tokenProgram: TOKEN_2022_PROGRAM_ADDRESS, decimals: 9 },
    tokenAccount: { address: PLAN.tokenAccount, exists: true, units: 1_000n },
    amountIn: SELL_AMOUNT_IN,
    swapInstruction: madeUpSwap({
      source: PLAN.tokenAccount,
      destination: PLAN.wrappedSol,
      amountIn: SELL_AMOUNT_IN,
      minimumOut: MINIMUM_OUT,
    }),
    ...changes,
  };
}

/** The quote that a made-up plan goes back to. */
export function madeUpQuote(plan: TradePlan, changes: Partial<SwapQuote> = {}): SwapQuote {
  return {
    venue: 'made-up',
    amountIn: plan.amountIn,
    amountOut: 2_000n,
    minimumOut: MINIMUM_OUT,
    slippageBps: 100,
    swapInstruction: plan.swapInstruction,
    lookupTables: plan.lookupTables,
    otherInstructionCount: 0,
    askedAtMs: 0,
    ...changes,
  };
}

/** A plan as the pipeline hands it on. */
export function preparedTrade(plan: TradePlan): PreparedTrade {
  return {
    plan,
    quote: madeUpQuote(plan),
    blockhash: PLAN_BLOCKHASH,
    slippageBps: 100,
    swapMinimumOut: MINIMUM_OUT,
    tokenRentLamports: 2_039_280n,
  };
}

/** Token accounts of the made-up wallet that are known. */
export const PLAN_ACCOUNTS = {
  known: new Set<string>([PLAN.tokenAccount, PLAN.wrappedSol, PLAN.otherTokenAccount]),
};

/** Configuration of a live adapter that may use the made-up program. */
export function planConfig(changes: Partial<ExecutionAdapterConfig> = {}): CompiledConfig {
  return compileConfig({
    clock: { nowMs: () => FIXTURE_NOW_MS },
    dryRun: false,
    cluster: 'sandbox',
    rpcEndpoint: 'http://node',
    jitoEndpoint: 'http://engine',
    keypairPath: 'wallet.json',
    allowedPrograms: [PLAN.swapProgram],
    decoders: [PLAN_DECODER],
    limits: {
      tradeLamportsMax: 1_000_000_000n,
      solReserveLamportsMin: 890_880n,
      openTradesMax: 4,
    },
    ...changes,
  });
}
