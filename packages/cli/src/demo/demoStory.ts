import { createTokenAddress, type AnyExecutionRequest, type ErrorCode } from '@quantbot/core';
import type { SandboxToken } from '@quantbot/sandbox';

/** One scene of the demo. */
export interface DemoStep {
  readonly title: string;
  readonly live: boolean;
  readonly request: AnyExecutionRequest & { readonly idempotencyKey: string };
  /** True when the key was used before, so that nothing may move. */
  readonly isRepeat: boolean;
  /** What is done before it is asked for. */
  readonly setting?: DemoSetting;
  /** How it has to be refused, with nothing moved. */
  readonly refusal?: DemoRefusal;
}

/**
 * What is done before a step: everything is halted, the venue lies about one swap, five trades fail
 * on chain, or the breaker is waited for until it lets one small buy through.
 */
export type DemoSetting = 'halted' | 'hostileQuote' | 'fiveFailures' | 'probe';

/** How a step has to be refused. */
export interface DemoRefusal {
  readonly code: ErrorCode;
  /** What it means, in a few words. */
  readonly meaning: string;
}

/** Trades that fail in a row before the breaker opens, each of a token of its own. */
export const DEMO_FAILURES = 5;

/** The most that a breaker lets through by default. */
const PROBE_SOL = 0.01;

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
    hostileStep(token),
    haltedStep(token),
    brokenStep(token),
    probeStep(token),
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

/** A buy by a lane, under a key. */
function buyOf(token: SandboxToken, amount: number, idempotencyKey: string) {
  return {
    ...baseOf(token),
    side: 'buy',
    amount,
    lanePolicy: 'rpc-only',
    idempotencyKey,
  } as const;
}

/** A buy for which the venue answers with a swap that would take the SOL and owe nothing. */
function hostileStep(token: SandboxToken): DemoStep {
  return {
    title: 'Buy from a venue that hides a least output of zero in its swap',
    live: true,
    isRepeat: false,
    setting: 'hostileQuote',
    refusal: {
      code: 'APPROVE__SWAP_MISMATCH',
      meaning: 'refused before the signature: it is not the swap that was asked for',
    },
    request: buyOf(token, 1, 'demo-hostile'),
  };
}

/** A buy that is asked for while everything is halted. */
function haltedStep(token: SandboxToken): DemoStep {
  return {
    title: 'Pull the kill switch, and ask for another buy',
    live: true,
    isRepeat: false,
    setting: 'halted',
    refusal: {
      code: 'RISK__TRADING_HALTED',
      meaning: 'denied: trading is halted, and the key may be used again',
    },
    request: buyOf(token, 1, 'demo-halted'),
  };
}

/** A buy that is asked for after so many trades have failed that the breaker is open. */
function brokenStep(token: SandboxToken): DemoStep {
  return {
    title: `Let ${DEMO_FAILURES} trades fail on chain, and ask for another buy`,
    live: true,
    isRepeat: false,
    setting: 'fiveFailures',
    refusal: {
      code: 'BREAKER__OPEN',
      meaning: 'denied: the breaker is open, and the key may be used again',
    },
    request: buyOf(token, 1, 'demo-breaker'),
  };
}

/** The one small buy by which the breaker sees whether trading works again. */
function probeStep(token: SandboxToken): DemoStep {
  return {
    title: 'Wait until the breaker lets one small buy through',
    live: true,
    isRepeat: false,
    setting: 'probe',
    request: buyOf(token, PROBE_SOL, 'demo-probe'),
  };
}
