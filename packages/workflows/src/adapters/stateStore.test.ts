import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openStateDatabase } from '../platform/openStateDatabase.ts';
import { createManualClock } from '../testing/manualClock.ts';
import { createStateStore } from './stateStore.ts';

describe('createStateStore', () => {
  const clock = createManualClock();
  let directory = '';
  let path = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'state-'));
    path = join(directory, 'state.sqlite');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('keeps values when the file is opened again', () => {
    const first = createStateStore({ path, clock });
    first.set({ key: 'k', value: { position: 1.5 } });
    first.close();
    const second = createStateStore({ path, clock });
    expect(second.get({ key: 'k' })).toEqual({ found: true, value: { position: 1.5 } });
    second.close();
  });

  it('shares a file with another store', () => {
    const first = createStateStore({ path, clock });
    const second = createStateStore({ path, clock });
    first.set({ key: 'k', value: 1 });
    expect(second.get({ key: 'k' })).toEqual({ found: true, value: 1 });
    first.close();
    second.close();
  });

  it('refuses a file that a newer version wrote', () => {
    const database = openStateDatabase(path);
    database.exec('PRAGMA user_version = 9');
    database.close();
    expect(() => createStateStore({ path, clock })).toThrow(
      `The state database ${path} has schema 9; this version knows up to 1.`,
    );
  });

  it('says which file cannot be used and why', () => {
    expect(() => createStateStore({ path: directory, clock })).toThrow(
      `The state database ${directory} cannot be used: unable to open database file.`,
    );
  });

  it('stores all of the work or none', () => {
    const store = createStateStore({ path, clock });
    const work = (): void => {
      store.set({ key: 'k', value: 1 });
      throw new Error('half way');
    };
    expect(() => store.atomically(work)).toThrow('half way');
    expect(store.get({ key: 'k' })).toEqual({ found: false });
    store.atomically(() => store.set({ key: 'k', value: 2 }));
    expect(store.get({ key: 'k' })).toEqual({ found: true, value: 2 });
    store.close();
  });

  it('drops expired values from the file when it writes', () => {
    const store = createStateStore({ path, clock });
    store.set({ key: 'short', value: 1, ttlSeconds: 1 });
    clock.advance(1_000);
    store.set({ key: 'other', value: 1 });
    const { rows } = store.query({ query: 'SELECT key FROM state' });
    expect(rows).toEqual([{ key: 'other' }]);
    store.close();
  });
});
