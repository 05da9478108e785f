import { createTokenAddress, LANE_POLICIES } from '@quantbot/core';

import type { RandomSource } from './randomSource.ts';
import type { OrderedCall } from './traderOrders.ts';

/** A token to trade, and how much of it one sell offers at most. */
export interface TradableToken {
  readonly mint: string;
  readonly sellUnitsMax: bigint;
}

/** What is not signed when a process dies is too old when the next one comes. */
const DEADLINE_MS_MIN = 700;
const DEADLINE_MS_MAX = 4_000;
const BUY_LAMPORTS_MIN = 2_000_000;
const BUY_LAMPORTS_MAX = 200_000_000;
const TIGHT_SLIPPAGE_SHARE = 0.15;
const IMPATIENT_SHARE = 0.1;
const DOUBLED_SHARE = 0.1;
const CANCELLED_SHARE = 0.05;
const PORTION_SHARE = 0.3;
/** Block engines that swallow bundles let these die, which takes a blockhash's life each time. */
const JITO_ONLY_SHARE = 0.1;
const OTHER_POLICIES = LANE_POLICIES.filter((policy) => policy !== 'jito-only');

/** Makes a call of any kind that a caller could make. */
export function makeCall(
  random: RandomSource,
  key: string,
  tokens: readonly TradableToken[],
): OrderedCall {
  const token = random.pick(tokens);
  const slippageBps = random.chance(TIGHT_SLIPPAGE_SHARE)
    ? random.between(0, 1)
    : random.between(50, 300);
  return {
    request: {
      tokenAddress: createTokenAddress(token.mint),
      chain: 'solana',
      ...(random.chance(0.5) ? buyAmount(random) : sellAmount(random, token)),
      idempotencyKey: key,
      slippageBps,
      lanePolicy: random.chance(JITO_ONLY_SHARE) ? 'jito-only' : random.pick(OTHER_POLICIES),
      maxRetries: random.between(0, 3),
      deadlineMs: random.between(DEADLINE_MS_MIN, DEADLINE_MS_MAX),
      ...(random.chance(IMPATIENT_SHARE) ? { waitMs: random.between(0, 400) } : {}),
    },
    copies: random.chance(DOUBLED_SHARE) ? 2 : 1,
    cancel: random.chance(CANCELLED_SHARE),
  };
}

function buyAmount(random: RandomSource) {
  const lamports = random.between(BUY_LAMPORTS_MIN, BUY_LAMPORTS_MAX);
  return { side: 'buy', amountBaseUnits: String(lamports) } as const;
}

function sellAmount(random: RandomSource, { sellUnitsMax }: TradableToken) {
  if (random.chance(PORTION_SHARE)) {
    return { side: 'sell', sellPortionBps: random.between(5, 100) } as const;
  }
  const units = (sellUnitsMax * BigInt(random.between(100, 1_000))) / 1_000n;
  return { side: 'sell', amountBaseUnits: String(units) } as const;
}
