import { createTokenAddress, LANE_POLICIES } from '@quantbot/core';

import type { RandomSource } from './randomSource.ts';
import type { OrderedCall } from './traderOrders.ts';

/** A token to trade. */
export interface TradableToken {
  readonly mint: string;
  /** What one sell offers at most, base units. */
  readonly sellUnitsMax: bigint;
  /** Whether the wallet begins with some. */
  readonly isHeld: boolean;
  /** Whether tight limits go here: its price moves, and other wallets trade it. */
  readonly isRestless: boolean;
}

/** Long enough for the next process to sign what this one claimed, and for a second signature. */
const DEADLINE_MS_MIN = 60_000;
const DEADLINE_MS_MAX = 120_000;
/** What is not signed when a process dies is too old when the next one comes. */
const HASTY_SHARE = 0.05;
const HASTY_MS_MIN = 200;
const HASTY_MS_MAX = 1_500;
const BUY_LAMPORTS_MIN = 2_000_000;
const BUY_LAMPORTS_MAX = 200_000_000;
const TIGHT_SLIPPAGE_SHARE = 0.05;
const IMPATIENT_SHARE = 0.1;
const DOUBLED_SHARE = 0.1;
const CANCELLED_SHARE = 0.08;
const CANCELLED_AT_ONCE_SHARE = 0.3;
const CANCEL_MS_MAX = 4_000;
const PORTION_SHARE = 0.3;
/** Sells of what the wallet may not have. */
const SHORT_SHARE = 0.02;
const JITO_ONLY_SHARE = 0.1;
const OTHER_POLICIES = LANE_POLICIES.filter((policy) => policy !== 'jito-only');

/** Makes a call of any kind that a caller could make. */
export function makeCall(
  random: RandomSource,
  key: string,
  tokens: readonly TradableToken[],
): OrderedCall {
  const isTight = random.chance(TIGHT_SLIPPAGE_SHARE);
  const restless = tokens.filter(({ isRestless }) => isRestless);
  const token = random.pick(isTight && restless.length > 0 ? restless : tokens);
  const isSell = random.chance(0.5) && (token.isHeld || random.chance(SHORT_SHARE));
  return {
    request: {
      tokenAddress: createTokenAddress(token.mint),
      chain: 'solana',
      ...(isSell ? sellAmount(random, token) : buyAmount(random)),
      idempotencyKey: key,
      slippageBps: isTight ? random.between(0, 1) : random.between(50, 300),
      lanePolicy: random.chance(JITO_ONLY_SHARE) ? 'jito-only' : random.pick(OTHER_POLICIES),
      maxRetries: random.between(0, 3),
      deadlineMs: random.chance(HASTY_SHARE)
        ? random.between(HASTY_MS_MIN, HASTY_MS_MAX)
        : random.between(DEADLINE_MS_MIN, DEADLINE_MS_MAX),
      ...(random.chance(IMPATIENT_SHARE) ? { waitMs: random.between(0, 400) } : {}),
    },
    copies: random.chance(DOUBLED_SHARE) ? 2 : 1,
    ...(random.chance(CANCELLED_SHARE) ? { cancelAfterMs: cancelDelayMs(random) } : {}),
  };
}

function cancelDelayMs(random: RandomSource): number {
  return random.chance(CANCELLED_AT_ONCE_SHARE) ? 0 : random.between(1, CANCEL_MS_MAX);
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
