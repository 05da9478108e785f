import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AnyExecutionRequest, ExecutionRequest } from '../ports/executionPort.ts';
import { createTokenAddress } from '../tokenAddress.ts';
import { simulateExecution } from './simulateExecution.ts';

const request: ExecutionRequest = {
  tokenAddress: createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
  chain: 'solana',
  side: 'buy',
  amount: 1,
};

function inBaseUnits(side: 'buy' | 'sell', amountBaseUnits: string): AnyExecutionRequest {
  const { amount: _amount, ...rest } = request;
  return { ...rest, side, amountBaseUnits };
}

describe('simulateExecution', () => {
  it('answers a made-up success that says it is one', () => {
    expect(simulateExecution({ ...request, priorityFee: 1_000 }, 'key-1')).toMatchInlineSnapshot(`
      {
        "attempts": 0,
        "dryRun": true,
        "executedAmount": 1000,
        "executedPrice": 0.001,
        "executedPriceText": "0.001",
        "fees": {
          "networkFee": 5000,
          "priorityFee": 200,
          "totalFee": 5200,
        },
        "idempotencyKey": "key-1",
        "jitoTip": 0,
        "rent": 0,
        "simulated": true,
        "success": true,
        "totalCostLamports": 5200,
        "txSignature": "dry-run-1pwk1eceamgfa",
      }
    `);
  });

  it('signs by the key alone', () => {
    const one = simulateExecution(request, 'key-1').txSignature;
    expect(simulateExecution({ ...request, amount: 2 }, 'key-1').txSignature).toBe(one);
    expect(simulateExecution(request, 'key-2').txSignature).not.toBe(one);
  });

  it('counts tokens by decimal digits, not by binary fractions', () => {
    expect(simulateExecution({ ...request, amount: 0.07 }, 'k').executedAmount).toBe(70);
    expect(simulateExecution({ ...request, amount: 0.000000001 }, 'k').executedAmount).toBe(1e-6);
    expect(simulateExecution({ ...request, side: 'sell', amount: 3 }, 'k').executedAmount).toBe(3);
  });

  it('counts a buy in base units as the same SOL', () => {
    expect(simulateExecution(inBaseUnits('buy', '1500000000'), 'k').executedAmount).toBe(1_500);
  });

  it('leaves out the amount that only the chain could tell', () => {
    expect(simulateExecution(inBaseUnits('sell', '5'), 'k')).not.toHaveProperty('executedAmount');
  });

  it('for all priority fees, the costs add up in whole lamports', () => {
    fc.assert(
      fc.property(fc.nat(), (priorityFee) => {
        const { fees, totalCostLamports } = simulateExecution({ ...request, priorityFee }, 'k');
        expect(fees?.totalFee).toBe((fees?.networkFee ?? 0) + (fees?.priorityFee ?? 0));
        expect(totalCostLamports).toBe(fees?.totalFee);
        expect(Number.isSafeInteger(totalCostLamports)).toBe(true);
        expect((fees?.priorityFee ?? 0) * 1_000_000).toBeGreaterThanOrEqual(priorityFee * 200_000);
      }),
    );
  });
});
