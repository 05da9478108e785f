import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AnyExecutionRequest, ExecutionRequest } from '../ports/executionPort.ts';
import { createTokenAddress } from '../tokenAddress.ts';
import { differingField, fingerprintRequest, fingerprintText } from './fingerprint.ts';

const request: ExecutionRequest = {
  tokenAddress: createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
  chain: 'solana',
  side: 'buy',
  amount: 1,
};

function without(amountFields: Partial<AnyExecutionRequest>): AnyExecutionRequest {
  const { amount: _amount, ...rest } = request;
  return { ...rest, ...amountFields };
}

function differing(first: AnyExecutionRequest, second: AnyExecutionRequest): string | undefined {
  return differingField(fingerprintRequest(first), fingerprintRequest(second));
}

describe('fingerprintRequest', () => {
  it.each([
    ['deadlineMs', { deadlineMs: 5 }],
    ['waitMs', { waitMs: 5 }],
    ['priorityFee', { priorityFee: 5 }],
    ['maxRetries', { maxRetries: 5 }],
    ['lanePolicy', { lanePolicy: 'race' }],
    ['idempotencyKey', { idempotencyKey: 'k' }],
  ] as const)('does not depend on %s', (_field, fields) => {
    expect(differing(request, { ...request, ...fields })).toBeUndefined();
  });

  it.each([
    ['chain', { chain: 'base' }],
    ['tokenAddress', { tokenAddress: createTokenAddress('1'.repeat(32)) }],
    ['side', { side: 'sell' }],
    ['amount', { amount: 1.000000001 }],
    ['strategyId', { strategyId: 's' }],
    ['slippageBps', { slippageBps: 0 }],
    ['limitPrice', { limitPrice: 0.1 }],
  ] as const)('depends on %s', (field, fields) => {
    expect(differing(request, { ...request, ...fields })).toBe(field);
  });

  it('writes a buy in lamports whichever way it was asked for', () => {
    expect(differing(request, without({ amountBaseUnits: '1000000000' }))).toBeUndefined();
    expect(differing(request, without({ amountBaseUnits: '0001000000000' }))).toBeUndefined();
    expect(differing(request, without({ amountBaseUnits: '1000000001' }))).toBe('amount');
  });

  it('keeps a portion apart from an amount with the same digits', () => {
    const sell = { side: 'sell' } as const;
    const portion = { ...without({ sellPortionBps: 5 }), ...sell };
    const units = { ...without({ amountBaseUnits: '5' }), ...sell };
    const whole = { ...request, ...sell, amount: 5 };
    expect(differing(portion, units)).toBe('amount');
    expect(differing(units, whole)).toBe('amount');
    expect(differing(whole, portion)).toBe('amount');
  });
});

describe('fingerprintText', () => {
  it('is one line of all fields', () => {
    expect(fingerprintText(fingerprintRequest(request))).toMatchInlineSnapshot(
      `"["solana","EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v","buy","units:1000000000","","default","none"]"`,
    );
  });

  it('for all two requests, is equal exactly when no field differs', () => {
    const some = fc.record(
      {
        side: fc.constantFrom('buy', 'sell'),
        amount: fc.constantFrom(1, 1.5, 0.1),
        strategyId: fc.constantFrom('a', 'b', 'a","b'),
        slippageBps: fc.constantFrom(1, 100),
        limitPrice: fc.constantFrom(0.1, 1e-7),
        deadlineMs: fc.nat(),
      },
      { requiredKeys: ['side', 'amount'] },
    );
    fc.assert(
      fc.property(some, some, (first, second) => {
        const one = fingerprintRequest({ ...request, ...first });
        const two = fingerprintRequest({ ...request, ...second });
        expect(fingerprintText(one) === fingerprintText(two)).toBe(
          differingField(one, two) === undefined,
        );
      }),
    );
  });
});
