import { fault } from '@quantbot/core';
import { expect, it } from 'vitest';

import { createSigningHold } from './signingHold.ts';

const closed = fault('EXECUTOR__CLOSED');
const keyless = fault('IDEMPOTENCY__KEY_REQUIRED');

it('holds from the first reason until every reason is lifted', () => {
  const hold = createSigningHold();
  expect(hold.reason()).toBeUndefined();
  hold.set(closed);
  hold.set(keyless);
  expect(hold.reason()).toBe(closed);
  hold.lift('EXECUTOR__CLOSED');
  expect(hold.reason()).toBe(keyless);
  hold.lift('IDEMPOTENCY__KEY_REQUIRED');
  expect(hold.reason()).toBeUndefined();
});

it('keeps the first word about a reason and lifts only what it is told to', () => {
  const hold = createSigningHold();
  hold.set(closed);
  hold.set({ ...closed, message: 'again' });
  hold.lift('IDEMPOTENCY__KEY_REQUIRED');
  expect(hold.reason()).toBe(closed);
});

it('tells of every reason that begins or ends, once', () => {
  const told: unknown[] = [];
  const hold = createSigningHold((code, isHeld) => told.push([code, isHeld]));
  hold.set(closed);
  hold.set(closed);
  hold.lift('IDEMPOTENCY__KEY_REQUIRED');
  hold.lift('EXECUTOR__CLOSED');
  expect(told).toEqual([
    ['EXECUTOR__CLOSED', true],
    ['EXECUTOR__CLOSED', false],
  ]);
});
