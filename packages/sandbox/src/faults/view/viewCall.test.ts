import { describe, expect, it } from 'vitest';

import { createFakeReader } from '../../testing/fakeExchange.ts';
import type { JsonValue } from '../proxy/jsonValue.ts';
import { commitmentOf, isOfNewest, isVisible, subtract, visibleSlot } from './viewCall.ts';

const chain = createFakeReader({ processed: 100n, finalized: 69n });
const call = (config: JsonValue, lagSlots = 0n) => ({
  method: 'getSlot',
  params: [config],
  lagSlots,
  chain,
});

describe('a call', () => {
  it.each([
    [{ commitment: 'processed' }, 'processed'],
    [{ commitment: 'confirmed' }, 'processed'],
    [{ commitment: 'finalized' }, 'finalized'],
    [{}, 'finalized'],
    ['no options', 'finalized'],
  ] as const)('with %o is about %s slots', (config, expected) => {
    expect(commitmentOf(call(config))).toBe(expected);
  });

  it('sees slots up to the one of its commitment, less the lag', async () => {
    expect(await visibleSlot(call({ commitment: 'confirmed' }, 7n), 100n)).toBe(93n);
    expect(await visibleSlot(call({}, 70n), 100n)).toBe(0n);
    expect(await isVisible(call({}), 69n)).toBe(true);
    expect(await isVisible(call({}, 1n), 69n)).toBe(false);
    expect(await isVisible(call({ commitment: 'processed' }, 1n), 99n)).toBe(true);
    expect(await isVisible(call({ commitment: 'processed' }, 1n), 100n)).toBe(false);
  });

  it('is about the newest slot only without lag', () => {
    expect(isOfNewest(call({ commitment: 'confirmed' }))).toBe(true);
    expect(isOfNewest(call({ commitment: 'confirmed' }, 1n))).toBe(false);
    expect(isOfNewest(call({}))).toBe(false);
  });
});

it('never goes below zero', () => {
  expect([subtract(5n, 3n), subtract(3n, 5n)]).toEqual([2n, 0n]);
});
