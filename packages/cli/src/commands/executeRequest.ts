import type { AnyExecutionRequest, LanePolicy, TokenAddress, TradeSide } from '@quantbot/core';

/** Options of `quantbot execute` that make up the request. */
export interface RequestOptions {
  readonly side: TradeSide;
  readonly token: string;
  readonly amount?: number;
  readonly amountBaseUnits?: string;
  readonly portionBps?: number;
  readonly key?: string;
  readonly slippageBps?: number;
  readonly priorityFee?: number;
  readonly maxRetries?: number;
  readonly limitPrice?: number;
  readonly lane?: LanePolicy;
  readonly deadlineMs?: number;
  readonly waitMs?: number;
  readonly strategy?: string;
}

/**
 * Makes a request of the options given. The mint is branded unchecked, because the port checks it
 * and refuses with a code of its own.
 */
export function requestFromOptions(options: RequestOptions): AnyExecutionRequest {
  const { key, slippageBps, priorityFee, maxRetries, limitPrice, lane } = options;
  const { deadlineMs, waitMs, strategy } = options;
  return {
    tokenAddress: options.token as TokenAddress,
    chain: 'solana',
    side: options.side,
    ...amountOf(options),
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(slippageBps === undefined ? {} : { slippageBps }),
    ...(priorityFee === undefined ? {} : { priorityFee }),
    ...(maxRetries === undefined ? {} : { maxRetries }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(lane === undefined ? {} : { lanePolicy: lane }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(waitMs === undefined ? {} : { waitMs }),
    ...(strategy === undefined ? {} : { strategyId: strategy }),
  };
}

function amountOf({ amount, amountBaseUnits, portionBps }: RequestOptions) {
  if (amountBaseUnits !== undefined) return { amountBaseUnits };
  if (portionBps !== undefined) return { sellPortionBps: portionBps };
  return amount === undefined ? {} : { amount };
}
