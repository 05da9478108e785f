import { describe, expect, it } from 'vitest';

import { LANDED, MINT } from '../testing/records.ts';
import type { Balances } from './chainBalances.ts';
import { checkStep, type PlayedStep } from './checkStep.ts';
import { demoSteps } from './demoStory.ts';

const [REHEARSAL, BUY, REPEAT, SELL, , HALTED] = demoSteps({
  symbol: 'SPARK',
  mint: MINT,
  decimals: 6,
  tokenProgram: 'T',
  pool: 'P',
});

function holding(lamports: bigint, units: bigint): Balances {
  return { lamports, tokens: new Map(units === 0n ? [] : [[MINT, units]]) };
}

/** A buy for 1 SOL of 50 000 tokens at 15 049 lamports of costs, its parts to be replaced. */
function played(parts: Partial<PlayedStep>): PlayedStep {
  if (BUY === undefined) throw new Error('the story has no buy');
  return {
    step: BUY,
    result: LANDED,
    fillLamports: 1_000_000_000n,
    before: holding(5_000_000_000n, 0n),
    after: holding(3_999_984_951n, 50_000_000_000n),
    tokenDecimals: 6,
    ...parts,
  };
}

describe('checkStep', () => {
  it('takes a buy that adds up', () => {
    expect(() => checkStep(played({}))).not.toThrow();
  });

  it('wants a halt to deny, with the key still to be used, and nothing to move', () => {
    if (HALTED === undefined) throw new Error('the story has no halt');
    const after = holding(5_000_000_000n, 0n);
    const halted =
      (result: PlayedStep['result'], then = after) =>
      () => {
        checkStep(played({ step: HALTED, result, fillLamports: undefined, after: then }));
      };
    const denied = {
      success: false,
      errorCode: 'RISK__TRADING_HALTED',
      keyReusable: true,
    } as const;
    expect(halted(denied)).not.toThrow();
    expect(halted({ ...denied, keyReusable: false })).toThrow('may not be used again');
    expect(halted({ ...denied, errorCode: 'BREAKER__OPEN' })).toThrow('BREAKER__OPEN');
    expect(halted(LANDED)).toThrow('a success');
    expect(halted(denied, holding(1n, 0n))).toThrow('lamports moved');
  });

  it('takes a sell that adds up, and no lamport more or less', () => {
    const sell = (lamports: bigint) =>
      played({
        ...(SELL === undefined ? {} : { step: SELL }),
        before: holding(0n, 50_000_000_000n),
        after: holding(lamports, 0n),
      });
    expect(() => checkStep(sell(999_984_951n))).not.toThrow();
    for (const wrong of [999_984_950n, 999_984_952n]) {
      expect(() => checkStep(sell(wrong))).toThrow(
        `lamports moved: the chain says ${wrong}, the answer 999984951`,
      );
    }
  });

  it.each([
    [{ after: holding(3_999_984_950n, 50_000_000_000n) }, 'lamports moved'],
    [{ after: holding(3_999_984_951n, 49_999_999_999n) }, 'base units moved'],
    [{ fillLamports: undefined }, 'the journal has no fill'],
    [{ result: { success: false, error: 'denied' } }, 'denied'],
  ])('refuses what does not: %#', (parts, reason) => {
    expect(() => checkStep(played(parts))).toThrow(reason);
  });

  it.each([REHEARSAL, REPEAT])('lets nothing move where nothing may: $title', (step) => {
    if (step === undefined) throw new Error('the story lacks a step');
    const still = holding(5n, 0n);
    expect(() => checkStep(played({ step, before: still, after: still }))).not.toThrow();
    expect(() => checkStep(played({ step }))).toThrow('the answer 0');
  });
});
