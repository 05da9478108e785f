import { createTokenAddress, type AnyExecutionRequest } from '@quantbot/core';
import type { SandboxToken } from '@quantbot/sandbox';

/** One scene of the demo. */
export interface DemoStep {
  readonly title: string;
  readonly live: boolean;
  readonly request: AnyExecutionRequest & { readonly idempotencyKey: string };
  /** True when the key was used before, so that nothing may move. */
  readonly isRepeat: boolean;
  /** True when everything is halted for it, so that it has to be denied. */
  readonly isHalted?: true;
}

/** The demo's trades, in order. */
export function demoSteps(token: SandboxToken): readonly DemoStep[] {
  const base = baseOf(token);
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
    haltedStep(token),
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

function baseOf({ mint }: SandboxToken) {
  return { tokenAddress: createTokenAddress(mint), chain: 'solana', slippageBps: 100 } as const;
}

/** A buy that is asked for while everything is halted. */
function haltedStep(token: SandboxToken): DemoStep {
  return {
    title: 'Pull the kill switch, and ask for another buy',
    live: true,
    isRepeat: false,
    isHalted: true,
    request: {
      ...baseOf(token),
      side: 'buy',
      amount: 1,
      lanePolicy: 'rpc-only',
      idempotencyKey: 'demo-halted',
    },
  };
}
