import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { JUPITER_ROUTE_LAYOUTS } from './jupiterLayouts.ts';
import { readJupiterArguments } from './readJupiterArguments.ts';
import { fixtureData, layoutOf, PLAIN_STEP } from './testing/swapFixtures.ts';

const LATE_LAYOUTS = JUPITER_ROUTE_LAYOUTS.filter(({ amounts }) => amounts === 'after-plan');
const EARLY_LAYOUTS = JUPITER_ROUTE_LAYOUTS.filter(({ amounts }) => amounts === 'before-plan');

describe('readJupiterArguments', () => {
  it('reads golden route_v2 bytes', () => {
    const data = Buffer.from(
      'bb64facc31c4af14' +
        '40420f0000000000' +
        'd007000000000000' +
        '3200' +
        '1900' +
        '0000' +
        '01000000' +
        '0710270001',
      'hex',
    );
    expect(readJupiterArguments(layoutOf('route_v2'), data)).toEqual({
      amountIn: 1_000_000n,
      quotedOut: 2_000n,
      slippageBps: 50,
      platformFeeBps: 25,
    });
  });

  it('reads golden shared_accounts_route bytes', () => {
    const data = Buffer.from(
      'c1209b3341d69c81' +
        '05' +
        '01000000' +
        '07640001' +
        '40420f0000000000' +
        'd007000000000000' +
        '3200' +
        '19',
      'hex',
    );
    expect(readJupiterArguments(layoutOf('shared_accounts_route'), data)).toEqual({
      amountIn: 1_000_000n,
      quotedOut: 2_000n,
      slippageBps: 50,
      platformFeeBps: 25,
    });
  });

  it.each(JUPITER_ROUTE_LAYOUTS)('for all amounts, reads what $variant carries', (layout) => {
    const amount = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n });
    const feeMax = layout.amounts === 'before-plan' ? 10_000 : 255;
    const values = fc.record({
      amountIn: amount,
      quotedOut: amount,
      slippageBps: fc.integer({ min: 0, max: 10_000 }),
      platformFeeBps: fc.integer({ min: 0, max: feeMax }),
    });
    const steps = fc.array(fc.constant(PLAIN_STEP[layout.amounts]), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(values, steps, (expected, plan) => {
        const data = fixtureData(layout, { ...expected, steps: plan });
        expect(readJupiterArguments(layout, data)).toEqual(expected);
      }),
    );
  });

  it.each(LATE_LAYOUTS)('denies $variant with any bytes after its arguments', (layout) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (trailing) => {
        const data = Uint8Array.from([...fixtureData(layout), ...trailing]);
        expect(readJupiterArguments(layout, data)).toHaveProperty('reason');
      }),
    );
  });

  it('denies harmless-looking amounts behind the real ones', () => {
    const layout = layoutOf('route');
    const greedy = fixtureData(layout, { amountIn: 999_999_999_999n, quotedOut: 1n });
    const harmless = fixtureData(layout).slice(-19);
    const data = Uint8Array.from([...greedy, ...harmless]);
    expect(readJupiterArguments(layout, data)).toEqual({
      reason:
        'route data has 54 bytes where 1 plain steps have 35, ' +
        'so the place of its amounts is not certain',
    });
  });

  it('denies a step with parameters where its length cannot be known', () => {
    const data = fixtureData(layoutOf('route'), { steps: [[17, 1, 100, 0, 1]] });
    expect(readJupiterArguments(layoutOf('route'), data)).toHaveProperty('reason');
  });

  it.each(EARLY_LAYOUTS)('reads $variant whatever follows the plan', (layout) => {
    const steps = [[17, 1, 9, 9, 0x10, 0x27, 0, 1]];
    const data = Uint8Array.from([...fixtureData(layout, { steps }), 0xff, 0xff]);
    expect(readJupiterArguments(layout, data)).toMatchObject({ amountIn: 1_000_000n });
  });

  it.each(JUPITER_ROUTE_LAYOUTS)('denies every truncation of $variant', (layout) => {
    const data = fixtureData(layout);
    for (let length = 0; length < data.length; length += 1) {
      expect(readJupiterArguments(layout, data.subarray(0, length))).toHaveProperty('reason');
    }
  });

  it.each(JUPITER_ROUTE_LAYOUTS)('denies implausible plans of $variant', (layout) => {
    const step = PLAIN_STEP[layout.amounts];
    const planOffset = fixtureData(layout).indexOf(1, layout.amounts === 'before-plan' ? 30 : 8);
    const longer = fixtureData(layout, { steps: [step, step, step] });
    const claims = (count: number) => {
      const data = Uint8Array.from(longer);
      new DataView(data.buffer).setUint32(planOffset, count, true);
      return readJupiterArguments(layout, data);
    };
    expect(claims(3)).toMatchObject({ amountIn: 1_000_000n });
    expect(claims(0)).toEqual({
      reason: `${layout.variant} plan has 0 steps, a plan has 1 to 64`,
    });
    expect(claims(65)).toEqual({
      reason: `${layout.variant} plan has 65 steps, a plan has 1 to 64`,
    });
    expect(claims(0xffffffff)).toHaveProperty('reason');
    expect(claims(4)).toHaveProperty('reason');
  });

  it.each([
    [{ amountIn: 0n }, 'amount in is 0'],
    [{ quotedOut: 0n }, 'quoted amount out is 0'],
    [{ slippageBps: 10_001 }, 'slippage is 10001 bps, a whole has 10000'],
    [{ platformFeeBps: 10_001 }, 'platform fee is 10001 bps, a whole has 10000'],
    [{ positiveSlippageBps: 1 }, '1 bps of positive slippage go to a third party'],
  ])('denies %o', (changes, reason) => {
    const layout = layoutOf('shared_accounts_route_v2');
    expect(readJupiterArguments(layout, fixtureData(layout, changes))).toEqual({ reason });
  });

  it('reads a view into a larger buffer', () => {
    const layout = layoutOf('route_v2');
    const data = fixtureData(layout);
    const larger = Uint8Array.from([9, 9, 9, ...data, 9]);
    const view = larger.subarray(3, 3 + data.length);
    expect(readJupiterArguments(layout, view)).toEqual(readJupiterArguments(layout, data));
  });
});
