import { createTokenAddress, type AnyExecutionRequest } from '@quantbot/core';
import type { SandboxToken } from '@quantbot/sandbox';

/** One scene of the demo. */
export interface DemoStep {
  readonly title: string;
  readonly live: boolean;
  readonly request: AnyExecutionRequest & { readonly idempotencyKey: string };
  /** True when the key was used before, so that nothing may move. */
  readonly isRepeat: boolean;
}

/** The demo's trades, in order. */
export function demoSteps(token: SandboxToken): readonly DemoStep[] {
  const base = {
    tokenAddress: createTokenAddress(token.mint),
    chain: 'solana',
    slippageBps: 100,
  } as const;
  const { symbol } = token;
  return [
    {
      title: `Rehearse a buy of ${symbol} for 1 SOL (dry-run: nothing is signed)`,
      live: false,
      isRepeat: false,
      request: { ...base, side: 'buy', amount: 1, idempotencyKey: 'demo-rehearsal' },
    },
    {
      title: `Buy ${symbol} for 1 SOL by the Jito lane`,
      live: true,
      isRepeat: false,
      request: {
        ...base,
        side: 'buy',
        amount: 1,
        lanePolicy: 'jito-only',
        idempotencyKey: 'demo-entry',
      },
    },
    {
      title: 'Ask for the same buy again, with the same key',
      live: true,
      isRepeat: true,
      request: {
        ...base,
        side: 'buy',
        amount: 1,
        lanePolicy: 'jito-only',
        idempotencyKey: 'demo-entry',
      },
    },
    {
      title: `Sell half of the ${symbol} by the RPC lane`,
      live: true,
      isRepeat: false,
      request: {
        ...base,
        side: 'sell',
        sellPortionBps: 5_000,
        lanePolicy: 'rpc-only',
        idempotencyKey: 'demo-half-exit',
      },
    },
    {
      title: `Sell all ${symbol} that is left and close the account`,
      live: true,
      isRepeat: false,
      request: {
        ...base,
        side: 'sell',
        sellPortionBps: 10_000,
        lanePolicy: 'jito-then-rpc',
        idempotencyKey: 'demo-exit',
      },
    },
  ];
}
