import { describe, expect, it } from 'vitest';

import { isFault } from '../errors/fault.ts';
import { createTokenAddress } from '../tokenAddress.ts';
import { snapshotRequest } from './snapshotRequest.ts';

const request = {
  tokenAddress: createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
  chain: 'solana',
  side: 'buy',
  amount: 1,
};

describe('snapshotRequest', () => {
  it('copies and freezes', () => {
    const source = { ...request };
    const copy = snapshotRequest(source);
    source.amount = 2;
    expect(copy).toEqual(request);
    expect(Object.isFrozen(copy)).toBe(true);
  });

  it('keeps unknown fields, so that they can be refused', () => {
    expect(snapshotRequest({ ...request, slipageBps: 1 })).toHaveProperty('slipageBps', 1);
  });

  it('reads fields that a class computes', () => {
    class Computed {
      get amount(): number {
        return 7;
      }
    }
    expect(snapshotRequest(new Computed())).toEqual({ amount: 7 });
  });

  it('answers a fault for what is no object or cannot be read', () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('closed');
        },
      },
    );
    for (const value of [null, undefined, 7, 'text', hostile]) {
      const answer = snapshotRequest(value);
      expect(isFault(answer) && answer.code).toBe('VALIDATE__REQUEST_MALFORMED');
    }
  });
});
