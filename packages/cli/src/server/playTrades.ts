import type { AnyExecutionRequest, ExecutionPort, TokenAddress } from '@quantbot/core';

import type { Timers } from '../platform/timers.ts';

/** What plays, with which tokens, and until when. */
export interface PlayParts {
  readonly execution: Pick<ExecutionPort, 'execute'>;
  /** Tokens of the sandbox. */
  readonly tokens: readonly TokenAddress[];
  readonly timers: Pick<Timers, 'sleep'>;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Pause between two trades, milliseconds: slow enough to follow one with the eye. */
const PAUSE_MS = 3_000;
/** A round is two buys and a sell of one token; then it is the next one's turn. */
const ROUND = 3;
const SOLD_BPS = 4_000;
const WAIT_MS = 10_000;

/**
 * Buys and sells with play money, one trade after another, so that there is something to watch. What
 * it bought it mostly sells again: the wallet of a sandbox lasts for days.
 */
export async function playTrades({ execution, tokens, timers, signal }: PlayParts): Promise<void> {
  for (let number = 0; !signal.aborted; number += 1) {
    const token = tokens[Math.floor(number / ROUND) % tokens.length];
    if (token === undefined) return;
    await execution.execute(tradeOf(number, token));
    await timers.sleep(PAUSE_MS, signal);
  }
}

function tradeOf(number: number, tokenAddress: TokenAddress): AnyExecutionRequest {
  const common = { tokenAddress, chain: 'solana', waitMs: WAIT_MS, strategyId: 'demo' } as const;
  const name = String(number + 1).padStart(4, '0');
  return number % ROUND === ROUND - 1
    ? { ...common, side: 'sell', sellPortionBps: SOLD_BPS, idempotencyKey: `demo-exit-${name}` }
    : {
        ...common,
        side: 'buy',
        amount: number % 2 === 0 ? 0.05 : 0.1,
        idempotencyKey: `demo-entry-${name}`,
      };
}
