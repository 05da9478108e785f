import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { malformedRequests } from '../contract/malformedRequests.ts';
import { floorAmount, readAmount } from '../amounts/amount.ts';
import type { AnyExecutionRequest, ExecutionRequest } from '../ports/executionPort.ts';
import { createTokenAddress } from '../tokenAddress.ts';
import { amountFault, DEFAULT_REQUEST_RULES, validateRequest } from './validateRequest.ts';

const mint = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';
const request: ExecutionRequest = {
  tokenAddress: createTokenAddress(mint),
  chain: 'solana',
  side: 'buy',
  amount: 1,
};

function errorText(fields: Record<string, unknown>): string | undefined {
  return validateRequest({ ...request, ...fields })?.message;
}

describe('validateRequest', () => {
  it('takes the request of the first version', () => {
    expect(validateRequest(request)).toBeUndefined();
    expect(validateRequest({ ...request, slippageBps: 100, priorityFee: 0 })).toBeUndefined();
  });

  it('takes every field at its bounds', () => {
    const { deadlineMsMax, retriesMax, slippageBpsMax, waitMsMax } = DEFAULT_REQUEST_RULES;
    const highest = {
      slippageBps: slippageBpsMax,
      deadlineMs: deadlineMsMax,
      waitMs: waitMsMax,
      maxRetries: retriesMax,
      idempotencyKey: 'k'.repeat(128),
      strategyId: 's'.repeat(64),
      lanePolicy: 'race',
      limitPrice: Number.MAX_VALUE,
    } as const;
    expect(validateRequest({ ...request, ...highest })).toBeUndefined();
    const lowest = { slippageBps: 0, deadlineMs: 1, waitMs: 0, maxRetries: 0, idempotencyKey: '!' };
    expect(validateRequest({ ...request, ...lowest, limitPrice: 5e-324 })).toBeUndefined();
  });

  it('takes amounts of a sell whose decimals only the chain knows', () => {
    const sell = { ...request, side: 'sell' } as const;
    expect(validateRequest({ ...sell, amount: 1e-12 })).toBeUndefined();
    const { amount: _amount, ...rest } = sell;
    expect(validateRequest({ ...rest, sellPortionBps: 10_000 })).toBeUndefined();
    expect(validateRequest({ ...rest, amountBaseUnits: '18446744073709551615' })).toBeUndefined();
  });

  it.each(malformedRequests({ createPort: () => Promise.reject(), token: { mint, decimals: 6 } }))(
    'refuses $title',
    ({ request: malformed, code, mentions }) => {
      const fault = validateRequest(malformed as AnyExecutionRequest);
      expect(fault?.code).toBe(code);
      expect(fault?.message).toContain(mentions ?? '');
    },
  );

  it('says what is wrong, with the value and the rule', () => {
    expect(errorText({ slippageBps: '100' })).toMatchInlineSnapshot(
      `"slippageBps "100" is not a whole number from 0 to 10000. Use basis points: 100 is one percent."`,
    );
    expect(errorText({ slippageBps: 1_001 })).toMatchInlineSnapshot(
      `"slippageBps 1001 is above the ceiling of 1000. Ask for less, or raise slippageBpsMax knowing what a sandwich costs."`,
    );
    expect(errorText({ side: { toString: 'no function' } })).toMatchInlineSnapshot(
      `"Side "an object" is neither "buy" nor "sell". Use "buy" or "sell"."`,
    );
    expect(errorText({ chain: 'ethereum' })).toMatchInlineSnapshot(
      `"Chain "ethereum" is not traded here; only "solana" is. Send the request to an adapter for that chain."`,
    );
    expect(errorText({ amount: 1.0000000019 })).toMatchInlineSnapshot(
      `"Amount 1.0000000019 has more than the 9 decimals there are; 1.000000001 would pass. Round it yourself, for example with floorAmount(value, decimals)."`,
    );
    expect(errorText({ slipageBps: 5, limit: 1 })).toMatchInlineSnapshot(
      `"The request has fields that are not known: slipageBps, limit. Remove or correct them; a misspelt limit would protect nothing."`,
    );
  });

  it('cuts a text that would flood a log', () => {
    expect(errorText({ chain: 'x'.repeat(100_000) })?.length).toBeLessThan(250);
  });

  it('for all values in all fields, answers and does not throw', () => {
    const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true });
    const value = fc.oneof(anything, fc.constant(Symbol('s')), fc.constant(Object.create(null)));
    const field = fc.constantFrom(
      'tokenAddress',
      'chain',
      'side',
      'amount',
      'slippageBps',
      'priorityFee',
      'maxRetries',
      'idempotencyKey',
      'deadlineMs',
      'waitMs',
      'limitPrice',
      'strategyId',
      'lanePolicy',
      'amountBaseUnits',
      'sellPortionBps',
    );
    fc.assert(
      fc.property(field, value, (name, given) => {
        const fault = validateRequest({ ...request, [name]: given });
        expect(fault === undefined || fault.kind === 'fault').toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('for all buys, an amount is refused or its floor passes', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (amount) => {
        const floored = floorAmount(amount, 9);
        expect(validateRequest({ ...request, amount: floored })).toBeUndefined();
      }),
    );
  });
});

describe('amountFault', () => {
  it('lets a good reading pass and names the decimals of a bad one', () => {
    expect(amountFault(readAmount(1, 6), 1, 6)).toBeUndefined();
    expect(amountFault(readAmount(1.23456789, 6), 1.23456789, 6)?.message).toMatchInlineSnapshot(
      `"Amount 1.23456789 has more than the 6 decimals there are; 1.234567 would pass. Round it yourself, for example with floorAmount(value, decimals)."`,
    );
  });

  it('leaves the size of a sell to whoever knows the decimals', () => {
    expect(amountFault(readAmount(1e12, 255), 1e12, 255)).toBeUndefined();
    expect(amountFault(readAmount(1e12, 9), 1e12, 9)?.code).toBe('VALIDATE__AMOUNT_EXCEEDS_U64');
  });
});

it.each([
  [{ amount: undefined, amountBaseUnits: 5 }, 'amountBaseUnits 5 is not the text of'],
  [{ amount: undefined, amountBaseUnits: 5n }, 'amountBaseUnits 5n is not the text of'],
  [{ amount: undefined, amountBaseUnits: '-5' }, 'amountBaseUnits "-5" is not the text of'],
  [{ amount: 5n }, 'Amount 5n is not a finite number'],
  [{ idempotencyKey: 5 }, 'The idempotency key is a number and no text; 1 to 128'],
  [{ idempotencyKey: 'k'.repeat(200) }, 'The idempotency key has 200 characters; 1 to 128'],
  [{ strategyId: 7 }, 'strategyId is a number and no text; 1 to 64 characters'],
])('says what was given, case %#', (fields, message) => {
  expect(errorText(fields)).toContain(message);
});
