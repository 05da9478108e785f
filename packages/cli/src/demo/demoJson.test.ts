import { createTokenAddress } from '@quantbot/core';
import { expect, it } from 'vitest';

import { toJson } from '../output/json.ts';
import { ATTEMPT, LANDED, MINT, tradeRecord } from '../testing/records.ts';
import { demoJson } from './demoJson.ts';

it('tells steps, balances, trades and timings, and the signed bytes nowhere', () => {
  const before = { lamports: 5n, tokens: new Map() };
  const after = { lamports: 3n, tokens: new Map([[MINT, 7n]]) };
  const request = {
    tokenAddress: createTokenAddress(MINT),
    chain: 'solana',
    side: 'buy',
    amount: 1,
    idempotencyKey: 'entry',
  } as const;
  const step = { title: 'Buy', live: true, isRepeat: false, request };
  const played = { step, result: LANDED, fillLamports: 2n, before, after, tokenDecimals: 6 };
  const span = { name: 'span', operation: 'quote', startTime: 0, status: 'ok' } as const;
  const text = toJson(
    demoJson({
      steps: [
        played,
        {
          ...played,
          step: { ...step, refusal: { code: 'BREAKER__OPEN', meaning: 'denied' } },
          failures: [{ success: false, errorCode: 'CONFIRM__REVERTED' }],
        },
      ],
      before,
      after,
      trades: [tradeRecord({ attempts: [ATTEMPT] })],
      spans: [{ ...span, durationMs: 4, attributes: { key: 'entry' } }],
    }),
  );
  expect(JSON.parse(text)).toMatchObject({
    steps: [
      { title: 'Buy', live: true, isRepeat: false, result: { success: true } },
      { refusedBy: 'BREAKER__OPEN', failures: [{ errorCode: 'CONFIRM__REVERTED' }] },
    ],
    before: { lamports: '5', tokens: {} },
    after: { lamports: '3', tokens: { [MINT]: '7' } },
    trades: [{ key: 'entry', attempts: [{ signature: ATTEMPT.signature }] }],
    timings: [{ key: 'entry', stage: 'quote', durationMs: 4 }],
  });
  expect(text).not.toContain(ATTEMPT.wireBase64);
});
