import { describe, expect, it } from 'vitest';

import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import { planConfig } from '../testing/tradeFixtures.ts';
import {
  controlIdentityOf,
  differenceInPlace,
  differenceToTrade,
  NO_WALLET,
} from './controlIdentity.ts';

function identity(changes: Partial<ExecutionAdapterConfig> = {}, wallet = 'wallet-1') {
  return controlIdentityOf(planConfig(changes), wallet);
}

const LIMITS = { tradeLamportsMax: 10n, solReserveLamportsMin: 20n, openTradesMax: 3 };

describe('differenceToTrade', () => {
  it('finds none between equals', () => {
    expect(differenceToTrade(identity(), identity())).toBeUndefined();
  });

  it.each<[string, Partial<ExecutionAdapterConfig>, string, string]>([
    ['mode', { dryRun: true }, 'live', 'dry'],
    ['cluster', { cluster: 'devnet' }, 'sandbox', 'devnet'],
    ['limits.tradeLamportsMax', { limits: { ...LIMITS, tradeLamportsMax: 9n } }, '10', '9'],
    [
      'limits.solReserveLamportsMin',
      { limits: { ...LIMITS, solReserveLamportsMin: 21n } },
      '20',
      '21',
    ],
    ['limits.openTradesMax', { limits: { ...LIMITS, openTradesMax: 4 } }, '3', '4'],
    ['slippageBps', { slippageBps: 50 }, '100', '50'],
    ['slippageBpsMax', { slippageBpsMax: 500 }, '1000', '500'],
    ['priorityFeeLamportsMax', { priorityFeeLamportsMax: 5n }, '1000000', '5'],
    ['tipLamportsMax', { tipLamportsMax: 5_000n }, '1000000', '5000'],
    ['maxRetries', { maxRetries: 1 }, '2', '1'],
    ['quoteAgeMsMax', { quoteAgeMsMax: 1_000 }, '5000', '1000'],
    ['feeEscalationBps', { feeEscalationBps: 10_000 }, '20000', '10000'],
    ['lanePolicy', { lanePolicy: 'rpc-only' }, 'jito-then-rpc', 'rpc-only'],
    ['publicSlippageBpsMax', { publicSlippageBpsMax: 50 }, '300', '50'],
    ['allowSingleWitness', { allowSingleWitness: true }, 'false', 'true'],
  ])('names %s', (field, change, ...[owner, caller]) => {
    const base = identity({ limits: LIMITS });
    const other = identity({ limits: LIMITS, ...change });
    expect(differenceToTrade(base, other)).toEqual({ field, owner, caller });
  });

  it('names another wallet, and a caller that has none', () => {
    const field = 'wallet';
    for (const caller of ['wallet-2', NO_WALLET]) {
      expect(differenceToTrade(identity(), identity({}, caller))).toMatchObject({ field, caller });
    }
  });

  it('names a term that only one of both knows', () => {
    const { terms, ...rest } = identity();
    const more = { ...rest, terms: { ...terms, exposureLamportsMax: '7' } };
    const found = { field: 'exposureLamportsMax', owner: 'unknown', caller: '7' };
    expect(differenceToTrade(identity(), more)).toEqual(found);
    expect(differenceToTrade(more, identity())).toMatchObject({ caller: 'unknown' });
  });
});

describe('differenceInPlace', () => {
  it('minds neither mode nor bounds, nor a caller without a wallet', () => {
    const caller = identity({ dryRun: true, slippageBps: 50 }, NO_WALLET);
    expect(differenceInPlace(identity(), caller)).toBeUndefined();
  });

  it('names another wallet or cluster', () => {
    expect(differenceInPlace(identity(), identity({}, 'wallet-2'))?.field).toBe('wallet');
    expect(differenceInPlace(identity(), identity({ cluster: 'devnet' }))?.field).toBe('cluster');
  });
});
