import type { ExecutionResult } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { LANDED, MINT, plain, tradeRecord } from '../testing/records.ts';
import { sandboxStub } from '../testing/sandboxStub.ts';
import { demoSteps } from './demoStory.ts';
import {
  renderBalances,
  renderFailures,
  renderSandbox,
  renderStep,
  renderTimings,
  renderUnfilled,
} from './renderDemo.ts';

const TOKEN = { symbol: 'SPARK', mint: MINT, decimals: 6, tokenProgram: 'T', pool: 'P' };
const STEPS = demoSteps(TOKEN);
const BEFORE = { lamports: 5_000_000_000n, tokens: new Map<string, bigint>() };
const AFTER = { lamports: 3_997_945_671n, tokens: new Map([[MINT as string, 50_000_000_000n]]) };

describe('renderSandbox', () => {
  it('says what runs where', () => {
    expect(plain(renderSandbox(sandboxStub(), '1.0'))).toMatchInlineSnapshot(`
      "✔ ready after 1.0 s
        chain         http://127.0.0.1:1001, a real Solana runtime
        venue         http://127.0.0.1:1003, shaped like Jupiter's Swap API
        block engine  http://127.0.0.1:1004, shaped like Jito's
        wallet        AZyAnWCfLQPGdy4Bn6mN34Gh4FrJieHXafxtjoTHRE8d"
    `);
  });
});

describe('renderStep', () => {
  const at = (index: number, after = AFTER) => {
    const step = STEPS[index];
    if (step === undefined) throw new Error('the story lacks a step');
    return { step, fillLamports: 1n, before: BEFORE, after, tokenDecimals: 6 };
  };

  it('tells a rehearsal, a buy and its repeat apart', () => {
    const dry = { ...LANDED, dryRun: true, txSignature: 'dry-run-1' };
    const bought = { ...LANDED, rent: 2_039_280 };
    const repeat = { ...bought, deduplicated: true };
    const texts = [
      renderStep({ ...at(0, BEFORE), result: dry }),
      renderStep({ ...at(1), result: bought }),
      renderStep({ ...at(2, BEFORE), result: repeat }),
    ];
    expect(plain(texts.join('\n\n'))).toMatchInlineSnapshot(`
      "✔ answer     rehearsed: dry-run, nothing was signed
        signature  dry-run-1
        price      0.00002 SOL per token
        costs      fees 0.000005049 SOL, tip 0.00001 SOL
        on chain   nothing moved

      ✔ answer     settling: confirmed in a block, finality follows (jito lane)
        signature  3i4eytT9…8hJ6ZQLK
        price      0.00002 SOL per token
        costs      fees 0.000005049 SOL, tip 0.00001 SOL
        rent       0.00203928 SOL put down for the token account
        on chain   -1.002054329 SOL, +50000 tokens

      ✔ answer     that of the first call: it did not trade again
        signature  3i4eytT9…8hJ6ZQLK
        price      0.00002 SOL per token
        costs      fees 0.000005049 SOL, tip 0.00001 SOL
        rent       0.00203928 SOL put down for the token account
        on chain   nothing moved"
    `);
  });

  it('tells of a halt that it denied, and that nothing moved', () => {
    const result = {
      success: false,
      errorCode: 'RISK__TRADING_HALTED',
      keyReusable: true,
    } as const;
    expect(plain(renderStep({ ...at(5, BEFORE), result }))).toMatchInlineSnapshot(`
      "✔ answer    denied: trading is halted, and the key may be used again
        code      RISK__TRADING_HALTED
        on chain  nothing moved"
    `);
  });

  it('tells that a closed account gives its rent back', () => {
    const text = renderStep({ ...at(8), result: { ...LANDED, rent: -2_039_280 } });
    expect(text).toContain('0.00203928 SOL back from the closed token account');
  });
});

describe('renderFailures', () => {
  it('adds up what failed trades have cost', () => {
    const failure = { success: false, errorCode: 'CONFIRM__REVERTED', totalCostLamports: 5_001 };
    expect(plain(renderFailures([failure, failure] as ExecutionResult[]))).toMatchInlineSnapshot(`
      "✔ how       their pools are emptied while the signed bytes are on their way
        answers   2 times CONFIRM__REVERTED
        on chain  -0.000010002 SOL: their fees, and nothing else
        trading   reducing: sells only, isAvailable() says false"
    `);
  });
});

describe('renderUnfilled', () => {
  it('tells the reason of each', () => {
    const trade = tradeRecord({ status: 'denied', errorCode: 'APPROVE__SWAP_MISMATCH' });
    expect(plain(renderUnfilled([trade]))).toMatchInlineSnapshot(`
      "key    status  code
      entry  denied  APPROVE__SWAP_MISMATCH"
    `);
  });
});

describe('renderBalances', () => {
  it('sets before and after side by side', () => {
    const text = renderBalances(TOKEN, { before: BEFORE, after: AFTER });
    expect(plain(text)).toMatchInlineSnapshot(`
      "         before  after        change
        SOL    5       3.997945671  -1.002054329
        SPARK  0       50000        +50000"
    `);
  });
});

describe('renderTimings', () => {
  it('has a column for each trade and a row for each stage that was timed', () => {
    const span = (key: string, operation: string, durationMs: number) => ({
      name: `execution.${operation}`,
      operation,
      startTime: 0,
      durationMs,
      status: 'ok' as const,
      attributes: { key },
    });
    const spans = [span('a', 'sign', 0.25), span('a', 'quote', 12.34), span('b', 'quote', 5)];
    expect(plain(renderTimings(spans))).toMatchInlineSnapshot(`
      "         a     b
        quote  12.3  5.0
        sign   0.3"
    `);
  });
});
