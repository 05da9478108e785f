import type { AnyExecutionRequest } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { foldTrade, type TradeRecord } from '../journal/tradeRecord.ts';
import type { TradeEvent, TradeMode } from '../journal/tradeEvents.ts';
import {
  FIXTURE_MINT,
  FIXTURE_NOW_MS,
  FIXTURE_REQUEST,
  fixtureAttempt,
  fixtureFill,
  fixturePrepared,
  fixtureReceived,
} from '../testing/journalFixtures.ts';
import { changesOf, SOL_ASSET } from './assetChanges.ts';

const SELL: AnyExecutionRequest = { ...FIXTURE_REQUEST, side: 'sell', amount: 2 };
const RESULT = { success: true };
const SEEN = { slot: '1010', witness: 'http://node' };

const ADMITTED: TradeEvent = { name: 'TradeAdmitted' };
const sign = (number: number, tokenRentLamports = '2000'): TradeEvent => ({
  name: 'AttemptSigned',
  attempt: { ...fixtureAttempt(number), amountIn: '2000', tokenRentLamports },
});
const SIGNED = sign(1);
const CONFIRMED: TradeEvent = { name: 'AttemptConfirmed', signature: 'signature-1', ...SEEN };
const FILL = { ...fixtureFill(), rentLamports: '700' };
const READ: TradeEvent = { name: 'FillRead', fill: FILL, result: RESULT };
const RECORDED: TradeEvent = { name: 'FillRecorded', fill: FILL, witnesses: 2, result: RESULT };
const REVERTED: TradeEvent = {
  name: 'AttemptReverted',
  signature: 'signature-1',
  ...SEEN,
  error: '"x"',
  feeLamports: '6000',
};
const EXPIRED: TradeEvent = {
  name: 'AttemptExpired',
  signature: 'signature-1',
  deathHeight: '1182',
  witnesses: [],
};
const FAILED: TradeEvent = { name: 'TradeFailed', code: 'CONFIRM__EXPIRED', result: RESULT };
const CONFLICT: TradeEvent = {
  name: 'ConflictObserved',
  signature: 'signature-1',
  detail: 'landed after all',
  result: RESULT,
};
const resolved = (as: 'landed' | 'dead' | 'accepted', fill?: typeof FILL): TradeEvent => ({
  name: 'TradeResolved',
  as,
  signature: 'signature-1',
  reason: 'looked',
  by: 'ann',
  result: RESULT,
  ...(fill && { fill }),
});

function fold(
  request: AnyExecutionRequest,
  events: readonly TradeEvent[],
  mode: TradeMode = 'live',
): TradeRecord {
  const all = [fixtureReceived({ request, mode }), ADMITTED, ...events];
  const trade = foldTrade(
    all.map((event, index) => ({
      tradeId: 'trade-1',
      version: index + 1,
      atMs: FIXTURE_NOW_MS,
      event,
    })),
  );
  if (trade === undefined) throw new Error('no trade');
  return trade;
}

function sums(trade: TradeRecord) {
  const [sol, token] = changesOf(trade);
  return [sol?.unitsMin, token?.unitsMin, sol?.isOpen, token?.slot];
}

/** Fee, priority fee and tip of the made-up attempt. */
const COSTS = 16_000n;

describe('changesOf', () => {
  it('names SOL and the token with where the wallet has them', () => {
    expect(changesOf(fold(FIXTURE_REQUEST, [SIGNED]))).toMatchObject([
      { asset: SOL_ASSET, account: 'wrapped-sol-account', decimals: 9 },
      { asset: FIXTURE_MINT, account: 'token-account', decimals: 6 },
    ]);
  });

  it('knows of nothing before the first signature, and of no rehearsal', () => {
    expect(changesOf(fold(FIXTURE_REQUEST, []))).toEqual([]);
    const rehearsed: TradeEvent = { name: 'TradeRehearsed', result: RESULT };
    expect(changesOf(fold(FIXTURE_REQUEST, [rehearsed], 'dry'))).toEqual([]);
  });

  it('takes what a final transaction moved, all costs in', () => {
    const events = [SIGNED, CONFIRMED, READ, RECORDED];
    const lamports = 100_000_000n;
    expect(sums(fold(FIXTURE_REQUEST, events))).toEqual([
      -lamports - COSTS - 700n,
      2_000n,
      false,
      1_010n,
    ]);
    expect(sums(fold(SELL, events))).toEqual([lamports - COSTS - 700n, -2_000n, false, 1_010n]);
  });

  it.each([
    ['signed', [SIGNED]],
    ['confirmed', [SIGNED, CONFIRMED]],
    ['answered and not final', [SIGNED, CONFIRMED, READ]],
  ])('counts what is %s as gone, and what it may bring not at all', (_, events) => {
    expect(sums(fold(FIXTURE_REQUEST, events))).toEqual([-4_000n - COSTS, 0n, true, 0n]);
    expect(sums(fold(SELL, events))).toEqual([-2_000n - COSTS, -2_000n, true, 0n]);
  });

  it('takes much for the rent of an attempt that does not tell it', () => {
    const { tokenRentLamports: _, ...attempt } = { ...fixtureAttempt(), tokenRentLamports: '' };
    const old: TradeEvent = { name: 'AttemptSigned', attempt };
    expect(sums(fold(SELL, [old]))[0]).toBe(-2_978_880n - COSTS);
  });

  it('counts the fee of what failed on chain, and nothing of what is dead', () => {
    expect(sums(fold(FIXTURE_REQUEST, [SIGNED, REVERTED]))).toEqual([-6_000n, 0n, true, 1_010n]);
    expect(sums(fold(FIXTURE_REQUEST, [SIGNED, REVERTED, FAILED]))).toEqual([
      -6_000n,
      0n,
      false,
      1_010n,
    ]);
    expect(sums(fold(SELL, [SIGNED, EXPIRED, FAILED]))).toEqual([0n, 0n, false, 0n]);
    expect(sums(fold(SELL, [SIGNED, REVERTED, sign(2, '0')]))).toEqual([
      -6_000n - COSTS,
      -2_000n,
      true,
      1_010n,
    ]);
  });

  it('counts every attempt of a trade in conflict as landed', () => {
    const events = [SIGNED, EXPIRED, sign(2), CONFLICT];
    expect(sums(fold(SELL, events))).toEqual([-4_000n - 2n * COSTS, -4_000n, true, 0n]);
  });

  it('goes by what a person decided', () => {
    const conflict = [SIGNED, CONFLICT];
    expect(sums(fold(SELL, [...conflict, resolved('dead')]))).toEqual([0n, 0n, false, 0n]);
    expect(sums(fold(SELL, [...conflict, resolved('landed', FILL)]))).toEqual([
      100_000_000n - COSTS - 700n,
      -2_000n,
      false,
      1_010n,
    ]);
    const unknown = [-2_000n - COSTS, -2_000n, false, 0n];
    expect(sums(fold(SELL, [...conflict, resolved('landed')]))).toEqual(unknown);
    expect(sums(fold(SELL, [...conflict, resolved('accepted')]))).toEqual(unknown);
  });
});

describe('a message that a remote signer may have signed', () => {
  const attempt = { ...fixturePrepared(), amountIn: '2000', tokenRentLamports: '2000' };
  const PREPARED: TradeEvent = { name: 'AttemptPrepared', attempt };
  const PREPARED_EXPIRED: TradeEvent = {
    name: 'PreparedExpired',
    number: 1,
    deathHeight: '1182',
    witnesses: [],
  };

  it.each([
    ['buy', FIXTURE_REQUEST],
    ['sell', SELL],
  ] as const)('has taken as much as a signature of a %s', (_side, request) => {
    const signed = changesOf(fold(request, [SIGNED]));
    expect(changesOf(fold(request, [PREPARED]))).toEqual(signed);
    expect(signed.map(({ unitsMin }) => unitsMin)).not.toEqual([0n, 0n]);
  });

  it('has taken nothing once it is proven dead', () => {
    const dead = changesOf(fold(SELL, [PREPARED, PREPARED_EXPIRED, FAILED]));
    expect(dead.map(({ unitsMin }) => unitsMin)).toEqual([0n, 0n]);
  });

  it('may have taken everything in a conflict', () => {
    const conflict = changesOf(fold(SELL, [PREPARED, CONFLICT]));
    expect(conflict.map(({ unitsMin }) => unitsMin)).toEqual(
      changesOf(fold(SELL, [SIGNED, CONFLICT])).map(({ unitsMin }) => unitsMin),
    );
  });
});
