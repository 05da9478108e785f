import { describe, expect, it } from 'vitest';

import { createFakeParts } from '../testing/fakeParts.ts';
import { moveWatermark } from './moveWatermark.ts';

const HUGE = 2n ** 50n;

async function partsOf(...operators: readonly string[]) {
  const nodes = operators.map((operator) => ({ label: `http://${operator}`, operator }));
  return (await createFakeParts({ nodes })).parts;
}

describe('moveWatermark', () => {
  it('moves as far as another operator has come', async () => {
    const parts = await partsOf('liar', 'honest');
    parts.statuses.slots.note('liar', HUGE);
    parts.statuses.slots.note('honest', 1_000n);
    moveWatermark(parts, { slot: HUGE, witness: 'http://liar' });
    expect(parts.watermark.slot).toBe(1_000n);
    moveWatermark(parts, { slot: 990n, witness: 'http://honest' });
    expect(parts.watermark.slot).toBe(1_000n);
    moveWatermark(parts, { slot: 1_003n, witness: 'http://honest' });
    expect(parts.watermark.slot).toBe(1_003n);
  });

  it('stays while no other operator has shown a slot', async () => {
    const parts = await partsOf('one', 'two');
    parts.statuses.slots.note('one', 1_000n);
    moveWatermark(parts, { slot: 1_000n, witness: 'http://one' });
    expect(parts.watermark.slot).toBeUndefined();
  });

  it('believes the only operator', async () => {
    const parts = await partsOf('one');
    moveWatermark(parts, { slot: 1_010n, witness: 'http://one' });
    expect(parts.watermark.slot).toBe(1_010n);
  });
});
