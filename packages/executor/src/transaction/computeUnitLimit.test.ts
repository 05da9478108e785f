import { isFault } from '@quantbot/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildTransaction } from '../build/buildTransaction.ts';
import { draftOf } from '../testing/policyFixtures.ts';
import { buyPlan, PLAN_BLOCKHASH } from '../testing/tradeFixtures.ts';
import { lowerComputeUnitLimit, requireOnlyLimitLowered } from './computeUnitLimit.ts';

const PREFIX_BYTES = 4;

/** Writes the beginning of a message with so many accounts and a first instruction. */
function messageOf(accounts: number, instruction: readonly number[]): Uint8Array {
  const length = accounts < 128 ? [accounts] : [(accounts & 0x7f) | 0x80, accounts >> 7];
  return Uint8Array.from([
    0x80,
    1,
    0,
    1,
    ...length,
    ...Array.from({ length: accounts * 32 }, (_, index) => index % 256),
    ...Array.from({ length: 32 }, () => 9),
    1,
    ...instruction,
    0,
  ]);
}

const SET_LIMIT = [1, 0, 5, 2, 0xff, 0xff, 0xff, 0x7f];

describe('lowerComputeUnitLimit', () => {
  it('for all drafts and limits, changes the four bytes of the limit and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 255 }), fc.nat(0x7fff_ffff), (accounts, units) => {
        const draft = messageOf(accounts, SET_LIMIT);
        const copy = Uint8Array.from(draft);
        const final = lowerComputeUnitLimit(draft, units);
        expect(draft).toEqual(copy);
        const at = draft.length - 5;
        expect(new DataView(final.buffer).getUint32(at, true)).toBe(units);
        expect(final.subarray(0, at)).toEqual(draft.subarray(0, at));
        expect(final.subarray(at + 4)).toEqual(draft.subarray(at + 4));
      }),
    );
  });

  it('finds the limit in what the builder makes', () => {
    const draft = buildTransaction(buyPlan(), PLAN_BLOCKHASH);
    if (isFault(draft)) throw new Error(draft.message);
    const final = lowerComputeUnitLimit(draft.messageBytes, 123_456);
    const changed = [...final.keys()].filter((at) => final[at] !== draft.messageBytes[at]);
    expect(changed.length).toBeGreaterThan(0);
    expect((changed.at(-1) ?? 0) - (changed[0] ?? 0)).toBeLessThan(4);
  });

  it('works on a draft that begins somewhere inside a larger buffer', () => {
    const draft = messageOf(3, SET_LIMIT);
    const buffer = new Uint8Array(draft.length + 7);
    buffer.set(draft, 7);
    expect(lowerComputeUnitLimit(buffer.subarray(7), 5)).toEqual(lowerComputeUnitLimit(draft, 5));
  });

  it.each([
    ['another tag', [1, 0, 5, 3, 1, 0, 0, 0]],
    ['another length', [1, 0, 9, 2, 1, 0, 0, 0]],
    ['accounts', [1, 1, 0, 5, 2, 1, 0, 0, 0]],
    ['an account that looks like the length', [1, 1, 5, 2, 1, 0, 0, 0]],
    ['nothing', []],
  ])('refuses a draft whose first instruction has %s', (_name, instruction) => {
    expect(() => lowerComputeUnitLimit(messageOf(2, instruction), 1)).toThrow(/INV-03/u);
  });

  it('refuses to raise a limit', () => {
    const draft = messageOf(2, [1, 0, 5, 2, 10, 0, 0, 0]);
    expect(lowerComputeUnitLimit(draft, 10)).toEqual(draft);
    expect(() => lowerComputeUnitLimit(draft, 11)).toThrow(/INV-03/u);
  });

  it('refuses bytes that end before the limit', () => {
    expect(() => lowerComputeUnitLimit(new Uint8Array(PREFIX_BYTES), 1)).toThrow(/INV-03/u);
  });
});

describe('requireOnlyLimitLowered', () => {
  const draft = draftOf(buyPlan());

  it('takes the draft itself and the draft with a lower limit', () => {
    requireOnlyLimitLowered(draft, draft);
    requireOnlyLimitLowered(draft, lowerComputeUnitLimit(draft, 7));
  });

  it('refuses any other byte, another length and a higher limit', () => {
    const lowered = lowerComputeUnitLimit(draft, 90_000);
    const limits = [...lowered.keys()].filter((at) => lowered[at] !== draft[at]);
    for (const at of lowered.keys()) {
      if (at >= Math.min(...limits) - 1 && at <= Math.max(...limits) + 1) continue;
      const other = lowered.with(at, ((lowered[at] ?? 0) + 1) % 256);
      expect(() => requireOnlyLimitLowered(draft, other), `byte ${at}`).toThrow(/INV-03/u);
    }
    expect(() => requireOnlyLimitLowered(draft, lowered.subarray(0, -1))).toThrow(/INV-03/u);
    const longer = Uint8Array.from([...lowered, 0]);
    expect(() => requireOnlyLimitLowered(draft, longer)).toThrow(/INV-03/u);
    expect(() => requireOnlyLimitLowered(lowered, draft)).toThrow(/INV-03/u);
  });

  it('refuses a higher limit where the message ends with it', () => {
    const ending = messageOf(2, [1, 0, 5, 2, 10, 0, 0, 0]).subarray(0, -1);
    const raised = ending.with(ending.length - 4, 11);
    requireOnlyLimitLowered(raised, ending);
    expect(() => requireOnlyLimitLowered(ending, raised)).toThrow(/INV-03/u);
  });

  it('takes a draft without a limit for itself alone', () => {
    const bare = messageOf(2, []);
    requireOnlyLimitLowered(bare, Uint8Array.from(bare));
    expect(() => requireOnlyLimitLowered(bare, bare.with(bare.length - 1, 1))).toThrow(/INV-03/u);
  });
});
