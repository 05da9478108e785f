import { describe, expect, it } from 'vitest';

import { createShownSlots } from './shownSlots.ts';

const HUGE = 2n ** 50n;

describe('createShownSlots', () => {
  it('supports what two operators have reached, whatever one of them names', () => {
    const slots = createShownSlots(['a', 'b', 'c']);
    slots.note('a', HUGE);
    expect(slots.supported()).toBeUndefined();
    slots.note('a', 7n);
    slots.note('b', 1_000n);
    expect(slots.supported()).toBe(1_000n);
    slots.note('c', 1_002n);
    slots.note('c', 900n);
    expect(slots.supported()).toBe(1_002n);
  });

  it('backs a slot as far as another operator has come', () => {
    const slots = createShownSlots(['a', 'b']);
    slots.note('a', HUGE);
    expect(slots.backed(HUGE, 'a')).toBeUndefined();
    slots.note('b', 1_000n);
    expect(slots.backed(HUGE, 'a')).toBe(1_000n);
    expect(slots.backed(990n, 'a')).toBe(990n);
    expect(slots.backed(1_001n, 'b')).toBe(1_001n);
  });

  it('backs slot 0 like any other', () => {
    const slots = createShownSlots(['a', 'b']);
    slots.note('b', 0n);
    expect(slots.backed(5n, 'a')).toBe(0n);
  });

  it('believes the only operator', () => {
    const slots = createShownSlots(['a', 'a']);
    expect(slots.supported()).toBeUndefined();
    slots.note('a', 5n);
    expect(slots.supported()).toBe(5n);
    expect(slots.backed(9n, 'a')).toBe(9n);
  });
});
