import { createTokenAddress, type AnyExecutionRequest } from '@quantbot/core';
import { expect, it } from 'vitest';

import { playTrades } from './playTrades.ts';

const TOKENS = [
  createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
  createTokenAddress('Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB'),
];

async function played(count: number, tokens = TOKENS): Promise<readonly AnyExecutionRequest[]> {
  const ending = new AbortController();
  const asked: AnyExecutionRequest[] = [];
  await playTrades({
    tokens,
    signal: ending.signal,
    execution: {
      execute: async (request) => {
        asked.push(request);
        if (asked.length === count) ending.abort();
        return { success: false };
      },
    },
    timers: { sleep: async () => Promise.resolve() },
  });
  return asked;
}

it('buys twice and sells a part, token after token, until it is ended', async () => {
  const asked = await played(7);
  expect(asked.map(({ side }) => side)).toEqual([
    'buy',
    'buy',
    'sell',
    'buy',
    'buy',
    'sell',
    'buy',
  ]);
  expect(asked.map(({ tokenAddress }) => TOKENS.indexOf(tokenAddress))).toEqual([
    0, 0, 0, 1, 1, 1, 0,
  ]);
});

it('gives every trade a key of its own, and goes on after one that failed', async () => {
  const keys = (await played(12)).map(({ idempotencyKey }) => idempotencyKey);
  expect(new Set(keys).size).toBe(12);
});

it('does nothing without a token', async () => {
  expect(await played(1, [])).toEqual([]);
});
