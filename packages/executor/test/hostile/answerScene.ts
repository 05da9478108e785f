import { createSandboxSwapDecoder, SANDBOX_SWAP_PROGRAM_ADDRESS } from '@quantbot/sandbox';
import type { SwapAccount, TradeSide } from '@quantbot/core';
import { getBase64Decoder } from '@solana/kit';

import { WRAPPED_SOL } from '../../src/facts/walletAccounts.ts';
import { TOKEN_PROGRAM_ADDRESS } from '../../src/facts/tokenProgram.ts';
import { madeUpAddress, PLAN } from '../../src/testing/tradeFixtures.ts';
import {
  JUPITER_PROGRAM_ADDRESS,
  type JupiterAccountName,
} from '../../src/venues/jupiter/jupiterLayouts.ts';
import {
  fixtureAccounts,
  fixtureData,
  fixtureStep,
  layoutOf,
} from '../../src/venues/jupiter/testing/swapFixtures.ts';

/** One instruction as a venue writes it. */
export interface AnsweredInstruction {
  programId: string;
  accounts: Array<{ pubkey: string; isSigner: boolean; isWritable: boolean }>;
  data: string;
}

/** An answer of `/swap/v2/build`. */
export interface Answer {
  inputMint: string;
  outputMint: string;
  inAmount: string;
  outAmount: string;
  otherAmountThreshold: string;
  swapMode: string;
  slippageBps: number;
  priceImpactPct: string;
  routePlan: Array<ReturnType<typeof fixtureStep>>;
  computeBudgetInstructions: AnsweredInstruction[];
  setupInstructions: AnsweredInstruction[];
  swapInstruction: AnsweredInstruction;
  cleanupInstruction: AnsweredInstruction | null;
  otherInstructions: AnsweredInstruction[];
  tipInstruction: AnsweredInstruction | null;
  addressesByLookupTableAddress: Record<string, string[]> | null;
  blockhashWithMetadata: { blockhash: number[]; lastValidBlockHeight: number };
}

/** Trades that valid answers exist for. */
export type SceneName = keyof typeof SCENES;

/** A trade, the valid answer to its question, and what the chain has. */
export interface AnswerScene {
  readonly side: TradeSide;
  readonly answer: Answer;
  /** Lookup tables as the chain has them. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** Places of the accounts of the swap instruction. */
  readonly at: (name: string) => number;
}

/** Base units in and out that every scene trades: at least 1980 of a quoted 2000. */
export const BUY_AMOUNT_IN = 100_000_000n;
export const SELL_AMOUNT_IN = 400n;
export const QUOTED_OUT = 2_000n;
const MINIMUM_OUT = 1_980n;
const SLIPPAGE_BPS = 100;

/** Somebody who has no part in the trade. */
export const STRANGER = madeUpAddress(200);
export const STRANGERS_ACCOUNT = madeUpAddress(201);
export const OTHER_MINT = madeUpAddress(202);
export const TABLE = madeUpAddress(60);

const HOPS = [101, 102].map(madeUpAddress);
const SANDBOX_ACCOUNTS = [
  'authority',
  'source',
  'destination',
  'sourceMint',
  'destinationMint',
  'pool',
  'sourceVault',
  'destinationVault',
  'sourceTokenProgram',
  'destinationTokenProgram',
] as const;

const SCENES = {
  'buy by route_v2': () => jupiterScene('buy', 'route_v2'),
  'sell by route_v2': () => jupiterScene('sell', 'route_v2'),
  'buy by shared_accounts_route_v2': () => jupiterScene('buy', 'shared_accounts_route_v2'),
  'buy by route': () => jupiterScene('buy', 'route'),
  'buy by shared_accounts_route': () => jupiterScene('buy', 'shared_accounts_route'),
  'buy through a lookup table': () => tableScene(),
  "buy by the sandbox's program": () => sandboxScene('buy'),
  "sell by the sandbox's program": () => sandboxScene('sell'),
} satisfies Record<string, () => AnswerScene>;

/** Names of all trades. */
export const SCENE_NAMES = Object.keys(SCENES) as SceneName[];

/** A trade with a valid answer of its own, which a test may change. */
export function sceneOf(name: SceneName): AnswerScene {
  return SCENES[name]();
}

/** Decoder of the sandbox's program, which every scene allows beside Jupiter's. */
export const SANDBOX_DECODER = createSandboxSwapDecoder();

function legs(side: TradeSide) {
  const isBuy = side === 'buy';
  return {
    source: isBuy ? PLAN.wrappedSol : PLAN.tokenAccount,
    destination: isBuy ? PLAN.tokenAccount : PLAN.wrappedSol,
    sourceMint: isBuy ? WRAPPED_SOL : PLAN.mint,
    destinationMint: isBuy ? PLAN.mint : WRAPPED_SOL,
    amountIn: isBuy ? BUY_AMOUNT_IN : SELL_AMOUNT_IN,
  };
}

function jupiterScene(side: TradeSide, variant: string): AnswerScene {
  const layout = layoutOf(variant);
  const { amountIn, ...accounts } = legs(side);
  const named: Partial<Record<JupiterAccountName, Partial<SwapAccount>>> = {
    authority: { address: PLAN.wallet, isSigner: true, isWritable: true },
    source: { address: accounts.source },
    destination: { address: accounts.destination },
    ...(layout.accounts.includes('sourceMint')
      ? { sourceMint: { address: accounts.sourceMint } }
      : {}),
    destinationMint: { address: accounts.destinationMint },
  };
  const swap: AnsweredInstruction = {
    programId: JUPITER_PROGRAM_ADDRESS,
    accounts: fixtureAccounts(layout, named).map(answered),
    data: base64(
      fixtureData(layout, { amountIn, quotedOut: QUOTED_OUT, slippageBps: SLIPPAGE_BPS }),
    ),
  };
  return scene(side, swap, layout.accounts);
}

/** A route whose pool comes out of a lookup table that the chain has as well. */
function tableScene(): AnswerScene {
  const plain = jupiterScene('buy', 'route_v2');
  const tables = { [TABLE]: [madeUpAddress(61), ...HOPS, madeUpAddress(62)] };
  const answer = { ...plain.answer, addressesByLookupTableAddress: structuredClone(tables) };
  return { ...plain, answer, tables };
}

function sandboxScene(side: TradeSide): AnswerScene {
  const { source, destination, sourceMint, destinationMint, amountIn } = legs(side);
  const data = Buffer.alloc(20);
  data[0] = 1;
  data.writeBigUInt64LE(amountIn, 1);
  data.writeBigUInt64LE(MINIMUM_OUT, 9);
  const account = (address: string, isWritable = false, isSigner = false) =>
    answered({ address, isWritable, isSigner });
  const swap: AnsweredInstruction = {
    programId: SANDBOX_SWAP_PROGRAM_ADDRESS,
    accounts: [
      account(PLAN.wallet, false, true),
      account(source, true),
      account(destination, true),
      account(sourceMint),
      account(destinationMint),
      account(PLAN.pool),
      ...PLAN.vaults.map((vault) => account(vault, true)),
      account(TOKEN_PROGRAM_ADDRESS),
      account(TOKEN_PROGRAM_ADDRESS),
    ],
    data: data.toString('base64'),
  };
  return scene(side, swap, SANDBOX_ACCOUNTS);
}

function scene(side: TradeSide, swap: AnsweredInstruction, names: readonly string[]): AnswerScene {
  const { sourceMint, destinationMint, amountIn } = legs(side);
  const answer: Answer = {
    inputMint: sourceMint,
    outputMint: destinationMint,
    inAmount: String(amountIn),
    outAmount: String(QUOTED_OUT),
    otherAmountThreshold: String(MINIMUM_OUT),
    swapMode: 'ExactIn',
    slippageBps: SLIPPAGE_BPS,
    priceImpactPct: '0.001',
    routePlan: [fixtureStep(sourceMint, destinationMint)],
    computeBudgetInstructions: [],
    setupInstructions: [],
    swapInstruction: swap,
    cleanupInstruction: null,
    otherInstructions: [],
    tipInstruction: null,
    addressesByLookupTableAddress: null,
    blockhashWithMetadata: { blockhash: Array<number>(32).fill(9), lastValidBlockHeight: 1_150 },
  };
  return { side, answer, tables: {}, at: (name) => names.indexOf(name) };
}

function answered({ address, ...flags }: SwapAccount) {
  return { pubkey: address, ...flags };
}

function base64(bytes: Uint8Array): string {
  return getBase64Decoder().decode(bytes);
}

/** Rewrites the data of the swap; an offset below 0 counts from the end. */
export function rewriteData(answer: Answer, change: (data: Buffer) => Buffer | void): void {
  const data = Buffer.from(answer.swapInstruction.data, 'base64');
  answer.swapInstruction.data = (change(data) ?? data).toString('base64');
}

/** Writes a number into the data of the swap. */
export function writeData(
  answer: Answer,
  place: { readonly offset: number; readonly bytes: 1 | 2 | 4 | 8 },
  value: bigint,
): void {
  rewriteData(answer, (data) => {
    const from = place.offset < 0 ? data.length + place.offset : place.offset;
    for (let index = 0; index < place.bytes; index += 1) {
      data[from + index] = Number((value >> BigInt(8 * index)) & 0xffn);
    }
  });
}

/** Puts another address at a place of the swap's accounts. */
export function replaceAccount(
  answer: Answer,
  place: number,
  change: Partial<AnsweredInstruction['accounts'][number]>,
): void {
  const account = answer.swapInstruction.accounts[place];
  if (account === undefined) throw new Error(`the swap has no account ${place}`);
  Object.assign(account, change);
}
