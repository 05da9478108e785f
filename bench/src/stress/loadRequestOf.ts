import type { LoadPlan } from './loadMessages.ts';

/** Lamports of the first trade; each further one asks for one more, so that no two are alike. */
const BUY_LAMPORTS = 100_000;

/** A trade to ask for. */
export interface LoadRequest {
  readonly key: string;
  /** Milliseconds after the start at which it is due. */
  readonly dueMs: number;
  readonly body: string;
}

/** The request of a place in the plan: every key is another trade, and the tokens take turns. */
export function loadRequestOf(plan: LoadPlan, index: number): LoadRequest {
  const { mints, deadlineMs, requestsPerSecond } = plan;
  return {
    key: `load-${index}`,
    dueMs: (index * 1_000) / requestsPerSecond,
    body: JSON.stringify({
      tokenAddress: mints[index % mints.length],
      chain: 'solana',
      side: 'buy',
      amountBaseUnits: String(BUY_LAMPORTS + index),
      deadlineMs,
    }),
  };
}
