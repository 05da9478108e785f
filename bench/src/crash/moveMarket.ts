import { setTimeout as delay } from 'node:timers/promises';

import type { SandboxToken } from '@quantbot/sandbox';

import { callChain } from './callChain.ts';
import type { RandomSource } from './randomSource.ts';

/** A market whose prices others move. */
export interface MarketInputs {
  readonly chainRpcUrl: string;
  readonly tokens: readonly SandboxToken[];
  /** Base units of a token in its pool. */
  readonly unitsOf: (token: SandboxToken) => Promise<bigint>;
  readonly random: RandomSource;
  readonly signal: AbortSignal;
}

const PAUSE_MS = 300;
const MOVE_BPS_MAX = 30;

/**
 * Moves prices as strangers would, by what pools hold and without a transaction that would burden
 * the embedded chain: what a trade was simulated at is not what it lands at.
 */
export async function moveMarket(inputs: MarketInputs): Promise<void> {
  const { chainRpcUrl, tokens, unitsOf, random, signal } = inputs;
  while (!signal.aborted) {
    const token = random.pick(tokens);
    const units = await unitsOf(token);
    const bps = BigInt(10_000 + random.between(-MOVE_BPS_MAX, MOVE_BPS_MAX));
    const amount = Number((units * bps) / 10_000n);
    const { pool, mint, tokenProgram } = token;
    await callChain(chainRpcUrl, 'surfnet_setTokenAccount', [pool, mint, { amount }, tokenProgram]);
    await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}
