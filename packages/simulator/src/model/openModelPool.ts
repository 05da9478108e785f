import { getBase58Decoder } from '@solana/kit';

import { sha256 } from '../platform/sha256.ts';
import type { BlockTree } from './blockTree.ts';
import { addTokens, makeMint } from './addTokens.ts';
import type { ModelPool, PoolOptions } from './modelPool.ts';
import { poolAddressOf } from './poolAddress.ts';
import type { PriceMoves } from './priceMoves.ts';
import {
  MODEL_SWAP_PROGRAM_ADDRESS,
  TOKEN_2022_PROGRAM,
  TOKEN_PROGRAM,
  WRAPPED_SOL,
} from './programAddresses.ts';
import { rentLamportsOf } from './rent.ts';

/** What pools are made with. */
export interface PoolMaker {
  readonly tree: BlockTree;
  readonly prices: PriceMoves;
  /** Who trades with a pool when its price moves. */
  readonly stranger: string;
}

/** What the stranger owns, as a multiple of what is in the pool. */
const STRANGER_SHARE = 100n;
const POOL_BYTES = 8;

const mints = new Map<string, string>();

/** A symbol has the same mint on every chain: deriving a new one's accounts costs milliseconds. */
function mintAddress(symbol: string): string {
  const known = mints.get(symbol);
  if (known !== undefined) return known;
  const mint = getBase58Decoder().decode(sha256(Buffer.from(`model mint ${symbol}`)));
  mints.set(symbol, mint);
  return mint;
}

/** Makes a mint, its pool against wrapped SOL, and the stranger's share. */
export function openModelPool(maker: PoolMaker, options: PoolOptions): ModelPool {
  const { tree, stranger, prices } = maker;
  const { symbol, decimals, lamports, units } = options;
  const pricing = options.pricing ?? { kind: 'constant-product' };
  const tokenProgram = options.tokenProgram === 'token' ? TOKEN_PROGRAM : TOKEN_2022_PROGRAM;
  const mint = mintAddress(symbol);
  const { address } = poolAddressOf(mint, WRAPPED_SOL);
  const token = { mint, tokenProgram };
  const sol = { mint: WRAPPED_SOL, tokenProgram: TOKEN_PROGRAM };
  makeMint(tree, { mint, tokenProgram, decimals });
  tree.rewrite(address, () => ({
    lamports: rentLamportsOf(POOL_BYTES),
    program: MODEL_SWAP_PROGRAM_ADDRESS,
    content: {
      kind: 'pool',
      lamportsPerWholeToken:
        pricing.kind === 'scripted' ? pricing.lamportsPerWholeToken : undefined,
    },
  }));
  const tokenVault = addTokens(tree, { owner: address, ...token }, units);
  const solVault = addTokens(tree, { owner: address, ...sol }, lamports);
  addTokens(tree, { owner: stranger, ...token }, units * STRANGER_SHARE);
  addTokens(tree, { owner: stranger, ...sol }, lamports * STRANGER_SHARE);
  const pool: ModelPool = {
    symbol,
    mint,
    decimals,
    tokenProgram,
    address,
    tokenVault,
    solVault,
    pricing,
    movePrice: (bps) => {
      prices.add({ pool, bps });
    },
  };
  return pool;
}
