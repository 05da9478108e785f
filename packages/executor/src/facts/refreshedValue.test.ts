import { fault, type Fault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createRefreshedValue } from './refreshedValue.ts';

type Load = PromiseWithResolvers<number | Fault>;

/** A value with refresh after 10 ms and 40 ms of life, whose loads the test ends. */
function setUp() {
  const platform = createFakePlatform();
  const loads: Load[] = [];
  const value = createRefreshedValue<number>({
    platform,
    refreshAfterMs: 10,
    ageMsMax: 40,
    load: async () => {
      const load = Promise.withResolvers<number | Fault>();
      loads.push(load);
      return load.promise;
    },
  });
  /** Ends the load with this number, counted from 0. */
  const end = (index: number, result: number | Fault | Error): void => {
    if (result instanceof Error) loads[index]?.reject(result);
    else loads[index]?.resolve(result);
  };
  return { platform, loads, value, end };
}

async function loaded() {
  const all = setUp();
  const first = all.value.get();
  all.end(0, 1);
  expect(await first).toBe(1);
  return all;
}

const DOWN = fault('RPC__UNAVAILABLE', { endpoint: 'e', method: 'm', reason: 'down' });

describe('createRefreshedValue', () => {
  it('loads when it is first asked for, once for all who ask meanwhile', async () => {
    const { value, loads, end } = setUp();
    expect(loads).toHaveLength(0);
    const all = [value.get(), value.get(), value.get()];
    expect(loads).toHaveLength(1);
    end(0, 7);
    expect(await Promise.all(all)).toEqual([7, 7, 7]);
  });

  it('answers from memory while young', async () => {
    const { value, loads, platform } = await loaded();
    await platform.advance(9);
    expect(await value.get()).toBe(1);
    expect(loads).toHaveLength(1);
  });

  it('answers with the old value while it loads a new one in the background', async () => {
    const { value, loads, platform, end } = await loaded();
    await platform.advance(10);
    expect(await Promise.all([value.get(), value.get()])).toEqual([1, 1]);
    expect(loads).toHaveLength(2);
    end(1, 2);
    await platform.settle();
    expect(await value.get()).toBe(2);
  });

  it('makes the caller wait once the value is too old', async () => {
    const { value, platform, end } = await loaded();
    await platform.advance(40);
    const waiting = value.get();
    end(1, 2);
    expect(await waiting).toBe(2);
  });

  it('counts age from the start of the load', async () => {
    const { value, loads, platform, end } = setUp();
    const first = value.get();
    await platform.advance(10);
    end(0, 1);
    expect(await first).toBe(1);
    expect(await value.get()).toBe(1);
    expect(loads).toHaveLength(2);
  });

  it('keeps no fault: the next one asks again', async () => {
    const { value, loads, end } = setUp();
    const first = value.get();
    end(0, DOWN);
    expect(await first).toBe(DOWN);
    const second = value.get();
    expect(loads).toHaveLength(2);
    end(1, 5);
    expect(await second).toBe(5);
  });

  it('keeps the old value through a failed reload, until it is too old', async () => {
    const { value, platform, end } = await loaded();
    await platform.advance(10);
    expect(await value.get()).toBe(1);
    end(1, DOWN);
    await platform.settle();
    expect(await value.get()).toBe(1);
    end(2, DOWN);
    await platform.advance(30);
    const waiting = value.get();
    end(3, DOWN);
    expect(await waiting).toBe(DOWN);
  });

  it('survives a load that rejects, in the background too', async () => {
    const { value, platform, end } = await loaded();
    await platform.advance(10);
    expect(await value.get()).toBe(1);
    end(1, new TypeError('an answer nobody expected'));
    await platform.advance(30);
    const waiting = value.get();
    end(2, new TypeError('an answer nobody expected'));
    expect(await waiting).toMatchObject({ code: 'INTERNAL__UNEXPECTED' });
    const next = value.get();
    end(3, 9);
    expect(await next).toBe(9);
  });
});

describe('fresh', () => {
  it('waits for a new value though the held one is young', async () => {
    const { value, end } = await loaded();
    const fresh = value.fresh();
    end(1, 2);
    expect(await fresh).toBe(2);
    expect(await value.get()).toBe(2);
  });

  it('joins a reload that is under way', async () => {
    const { value, loads, end, platform } = await loaded();
    await platform.advance(10);
    expect(await value.get()).toBe(1);
    const fresh = value.fresh();
    end(1, 2);
    expect(await fresh).toBe(2);
    expect(loads).toHaveLength(2);
  });
});
