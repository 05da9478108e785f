import { describe, expect, it } from 'vitest';

import type { SignatureStatus } from '../chain/chainNode.ts';
import { createSightings, type SightingsOptions } from './sightings.ts';

function setUp(options: Partial<SightingsOptions> = {}) {
  const sightings = createSightings({
    operatorsMin: 2,
    wasShown: false,
    sinceSlot: 100n,
    backed: (slot) => (slot > 115n ? 115n : slot),
    ...options,
  });
  const look = (witness: string, status: SignatureStatus | null | undefined, slot = 120n) => {
    sightings.note({ status, slot, witness, operator: witness });
  };
  const times = (count: number, witness: string, slot?: bigint) => {
    for (let time = 0; time < count; time += 1) look(witness, null, slot);
  };
  return { sightings, look, times };
}

const landed: SignatureStatus = { slot: 110n, commitment: 'confirmed', error: null };

describe('createSightings', () => {
  it('misses nothing that was never shown', () => {
    const { sightings, times } = setUp();
    times(10, 'one');
    times(10, 'two');
    expect(sightings.isGone()).toBe(false);
  });

  it('holds it for gone when all who showed it show it no more, and two operators know nothing', () => {
    const { sightings, look, times } = setUp();
    look('one', landed);
    times(3, 'two');
    expect(sightings.isGone()).toBe(false);
    times(2, 'one');
    expect(sightings.isGone()).toBe(false);
    times(1, 'one');
    expect(sightings.isGone()).toBe(true);
  });

  it('takes the ignorance of others for no evidence while one still shows it', () => {
    const { sightings, look, times } = setUp();
    look('one', landed);
    times(50, 'two');
    times(50, 'three');
    expect(sightings.isGone()).toBe(false);
  });

  it('takes neither silence nor a node that has not come so far for evidence', () => {
    const { sightings, look, times } = setUp();
    look('one', landed);
    times(10, 'one', 110n);
    times(10, 'two', 110n);
    for (let time = 0; time < 10; time += 1) look('one', undefined);
    expect(sightings.isGone()).toBe(false);
  });

  it('begins to count anew when it is shown again', () => {
    const { sightings, look, times } = setUp({ operatorsMin: 1 });
    look('one', landed);
    times(2, 'one');
    look('one', landed);
    times(2, 'one');
    expect(sightings.isGone()).toBe(false);
  });

  it('knows what an earlier process saw, and forgets once it is told to', () => {
    const { sightings, times } = setUp({ wasShown: true });
    times(3, 'one');
    times(3, 'two');
    expect(sightings.isGone()).toBe(true);
    sightings.forget();
    times(3, 'one');
    times(3, 'two');
    expect(sightings.isGone()).toBe(false);
  });

  it('takes no look of a node that does not say how far it has come', () => {
    const { sightings, look } = setUp({ wasShown: true, operatorsMin: 1 });
    for (let time = 0; time < 10; time += 1) {
      sightings.note({ status: null, slot: undefined, witness: 'one', operator: 'one' });
    }
    expect(sightings.isGone()).toBe(false);
    for (let time = 0; time < 3; time += 1) look('one', null);
    expect(sightings.isGone()).toBe(true);
  });

  it('is missed by nobody before the latest slot it was seen to land in', () => {
    const { sightings, look, times } = setUp();
    look('one', { ...landed, slot: 114n });
    look('two', { ...landed, slot: 105n });
    times(3, 'one', 114n);
    times(3, 'two', 114n);
    expect(sightings.isGone()).toBe(false);
    times(3, 'one', 115n);
    times(3, 'two', 115n);
    expect(sightings.isGone()).toBe(true);
  });

  it('counts no look from before it forgot', () => {
    const { sightings, look, times } = setUp({ wasShown: true });
    times(3, 'one');
    times(3, 'two');
    sightings.forget();
    look('one', landed);
    times(3, 'one');
    expect(sightings.isGone()).toBe(false);
    times(3, 'two');
    expect(sightings.isGone()).toBe(true);
  });

  it('is missed by nodes that have passed where others are, however far ahead it was named', () => {
    const { sightings, look, times } = setUp();
    look('one', { ...landed, slot: 2n ** 50n });
    times(3, 'one');
    times(3, 'two');
    expect(sightings.isGone()).toBe(true);
  });

  it('is missed by nobody before the slot that is backed', () => {
    const { sightings, look, times } = setUp();
    look('one', { ...landed, slot: 2n ** 50n });
    times(3, 'one', 115n);
    times(3, 'two', 115n);
    expect(sightings.isGone()).toBe(false);
  });
});
