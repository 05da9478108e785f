import { isExecutionError, type StateOperation } from '@quantbot/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createManualClock, type ManualClock } from '../testing/manualClock.ts';
import { createStateSqliteAdapter, type StateSqliteAdapter } from './stateSqliteAdapter.ts';

let clock: ManualClock;
let state: StateSqliteAdapter;
beforeEach(() => {
  clock = createManualClock();
  state = createStateSqliteAdapter({ path: ':memory:', clock });
});
afterEach(() => {
  state.close();
});

describe('values', () => {
  it.each([
    ['text', 'solana'],
    ['empty text', ''],
    ['a number', 0.1],
    ['a boolean', false],
    ['an object', { nested: [1, { deep: null }] }],
    ['text that looks like SQL', "'; DROP TABLE state; --"],
  ])('keeps %s', async (_title, value) => {
    expect(await state.set({ key: 'k', value })).toEqual({ success: true });
    expect(await state.get({ key: 'k' })).toEqual({ found: true, value });
  });

  it('replaces, deletes and does not find what is not there', async () => {
    await state.set({ key: 'k', value: 1, ttlSeconds: 1 });
    await state.set({ key: 'k', value: 2 });
    clock.advance(1e9);
    expect(await state.get<number>({ key: 'k' })).toEqual({ found: true, value: 2 });
    expect(await state.delete({ key: 'k' })).toEqual({ success: true });
    expect(await state.get({ key: 'k' })).toEqual({ found: false });
    expect(await state.delete({ key: 'k' })).toEqual({ success: true });
  });

  it('keeps namespaces apart', async () => {
    await state.set({ key: 'k', value: 'default' });
    await state.set({ key: 'k', value: 'a', namespace: 'a' });
    expect((await state.get({ key: 'k' })).value).toBe('default');
    expect((await state.get({ key: 'k', namespace: 'a' })).value).toBe('a');
    expect((await state.get({ key: 'k', namespace: 'b' })).found).toBe(false);
  });

  it('ends a value with its time to live', async () => {
    await state.set({ key: 'k', value: 1, ttlSeconds: 1.5 });
    clock.advance(1_499);
    expect((await state.get({ key: 'k' })).found).toBe(true);
    clock.advance(1);
    expect((await state.get({ key: 'k' })).found).toBe(false);
  });

  it('refuses what it could not give back', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, cyclic, { n: 1n }, () => 1]) {
      const result = await state.set({ key: 'k', value });
      expect(result.success).toBe(false);
      expect(result.error).toContain('The value for state key "k" cannot be stored');
    }
    expect((await state.set({ key: 'k', value: 1, ttlSeconds: 0 })).error).toMatchInlineSnapshot(
      `"The value for state key "k" cannot be stored: ttlSeconds 0 is not a number above zero. Store what JSON can say; nothing was changed."`,
    );
    expect((await state.set({ key: '', value: 1 })).success).toBe(false);
    expect((await state.get({ key: 'k' })).found).toBe(false);
  });
});

describe('queries', () => {
  it('bind parameters of every kind', async () => {
    const query = 'SELECT ? AS text, ? AS number, ? AS yes, ? AS none, ? AS big';
    const params = ["o'clock", 1.5, true, null, 7n];
    expect(await state.query({ query, params })).toEqual({
      rows: [{ text: "o'clock", number: 1.5, yes: 1, none: null, big: 7 }],
      rowCount: 1,
    });
  });

  it('make tables of their own', async () => {
    await state.query({ query: 'CREATE TABLE fills (mint TEXT)' });
    const inserted = await state.query({
      query: 'INSERT INTO fills VALUES (?), (?)',
      params: ['a', 'b'],
    });
    expect(inserted).toEqual({ rows: [], rowCount: 2 });
  });

  it('reject with the reason, and change nothing', async () => {
    await expect(state.query({ query: 'SELEC 1' })).rejects.toThrow(
      'The state query failed: near "SELEC": syntax error.',
    );
    const withDate = state.query({ query: 'SELECT ?', params: [new Date()] });
    await expect(withDate).rejects.toThrow('parameter 1 is neither text');
    await expect(state.query({ query: 'COMMIT' })).rejects.toThrow('not for a query');
    expect(await state.isAvailable()).toBe(true);
  });
});

describe('transactions', () => {
  it('answer every step in order', async () => {
    const operations: StateOperation[] = [
      { type: 'set', request: { key: 'k', value: 1 } },
      { type: 'get', request: { key: 'k' } },
      { type: 'query', request: { query: 'SELECT count(*) AS n FROM state' } },
      { type: 'delete', request: { key: 'k' } },
      { type: 'get', request: { key: 'k' } },
    ];
    expect(await state.transaction({ operations })).toEqual({
      success: true,
      results: [
        { success: true },
        { found: true, value: 1 },
        { rows: [{ n: 1 }], rowCount: 1 },
        { success: true },
        { found: false },
      ],
    });
  });

  it.each([
    ['a statement that is wrong', { type: 'query', request: { query: 'SELEC 1' } }],
    ['a value that cannot be stored', { type: 'set', request: { key: 'x', value: Number.NaN } }],
    ['a COMMIT in the middle', { type: 'query', request: { query: 'COMMIT' } }],
    ['a step that does not exist', { type: 'increment', request: { key: 'x' } }],
  ])('store nothing when there is %s', async (_title, broken) => {
    await state.set({ key: 'before', value: 1 });
    const result = await state.transaction({
      operations: [
        { type: 'delete', request: { key: 'before' } },
        { type: 'set', request: { key: 'after', value: 1 } },
        broken as StateOperation,
      ],
    });
    expect(result).toMatchObject({ success: false, results: [] });
    expect(result.error).not.toBe('');
    expect((await state.get({ key: 'before' })).found).toBe(true);
    expect((await state.get({ key: 'after' })).found).toBe(false);
  });
});

describe('closing', () => {
  it('makes it unavailable by code', async () => {
    expect(await state.isAvailable()).toBe(true);
    state.close();
    state.close();
    expect(await state.isAvailable()).toBe(false);
    const cause = await state.get({ key: 'k' }).catch((error: unknown) => error);
    expect(isExecutionError(cause, 'STATE__UNAVAILABLE')).toBe(true);
    expect((await state.set({ key: 'k', value: 1 })).success).toBe(false);
    expect((await state.transaction({ operations: [] })).success).toBe(false);
  });
});
