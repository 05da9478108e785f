import { describe, expect, it } from 'vitest';

import { createReorderGate, type ReorderGate } from './reorderGate.ts';

/** Enters in the order of the names; each leaves only after it was noted. */
function enterAll(gate: ReorderGate, names: readonly string[]) {
  const order: string[] = [];
  const done = names.map(async (name) => {
    const leave = await gate.enter();
    order.push(name);
    leave();
  });
  return { order, done: Promise.all(done) };
}

describe('createReorderGate', () => {
  it('lets a full group go in reverse, and the next group after it', async () => {
    const { order, done } = enterAll(createReorderGate({ width: 3, waitMs: 60_000 }), [
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
    ]);
    await done;
    expect(order.filter((name) => 'abc'.includes(name))).toEqual(['c', 'b', 'a']);
    expect(order.filter((name) => 'def'.includes(name))).toEqual(['f', 'e', 'd']);
  });

  it('lets the next one go only when the one before has left', async () => {
    const gate = createReorderGate({ width: 2, waitMs: 60_000 });
    let isFirstIn = false;
    const first = gate.enter().then(() => (isFirstIn = true));
    const leave = await gate.enter();
    expect(isFirstIn).toBe(false);
    leave();
    await first;
  });

  it('does not wait for ever for the group to fill', async () => {
    const { order, done } = enterAll(createReorderGate({ width: 9, waitMs: 1 }), ['a', 'b']);
    await done;
    expect(order).toEqual(['b', 'a']);
  });

  it('holds nothing once it is open', async () => {
    const gate = createReorderGate({ width: 9, waitMs: 60_000 });
    const held = enterAll(gate, ['a', 'b']);
    gate.open();
    await held.done;
    const later = enterAll(gate, ['c']);
    await later.done;
    expect([...held.order, ...later.order]).toEqual(['b', 'a', 'c']);
  });
});
