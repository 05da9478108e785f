import { ExecutionError, fault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { EntryGuard } from '../config/executionAdapterConfig.ts';
import { createRetryScene } from '../testing/retryScene.ts';
import { entryRefusal } from './entryRefusal.ts';

/** A guard that lets so many questions pass before it withdraws. */
function withdrawAfter(passes: number): { readonly guard: EntryGuard; readonly asked: string[] } {
  const asked: string[] = [];
  const guard: EntryGuard = ({ key }) => {
    asked.push(key);
    if (asked.length <= passes) return undefined;
    return fault('ROLLOUT__ENTRY_WITHDRAWN', { key, reason: 'gone back' });
  };
  return { guard, asked };
}

const withdrawn = { errorCode: 'ROLLOUT__ENTRY_WITHDRAWN', attempts: [] };

describe('a claimed buy', () => {
  it('is asked about before it is prepared, before it is signed, and in the turn of the commit', async () => {
    const { guard, asked } = withdrawAfter(99);
    const { run, current } = await createRetryScene({ config: { entryGuard: guard } });
    await run();
    expect(current().status).toBe('executing');
    expect(asked).toEqual(['key-1', 'key-1', 'key-1']);
  });

  it.each([0, 1, 2])('is not signed once it is withdrawn, after %i questions', async (passes) => {
    const { guard } = withdrawAfter(passes);
    const scene = await createRetryScene({ config: { entryGuard: guard } });
    await scene.run();
    expect(scene.current()).toMatchObject({ status: 'denied', ...withdrawn });
    expect(scene.jito.sent).toEqual([]);
    expect(scene.reserved()).toBe(0n);
  });

  it('makes no further attempt once it is withdrawn', async () => {
    const { guard } = withdrawAfter(3);
    const scene = await createRetryScene({ config: { entryGuard: guard } });
    await scene.run();
    await scene.die();
    expect(scene.current()).toMatchObject({
      status: 'failed',
      errorCode: 'ROLLOUT__ENTRY_WITHDRAWN',
      attempts: [{ status: 'expired' }],
    });
  });

  it('is not signed where nobody can tell whether it is withdrawn', async () => {
    const entryGuard = (): never => {
      throw new ExecutionError('ROLLOUT__UNAVAILABLE', { path: 'p', reason: 'r' });
    };
    const { run, current } = await createRetryScene({ config: { entryGuard } });
    await run();
    expect(current()).toMatchObject({ status: 'denied', errorCode: 'ROLLOUT__UNAVAILABLE' });
    const broken = (): never => {
      throw new TypeError('broken');
    };
    expect(entryRefusal({ entryGuard: broken }, current())?.code).toBe('INTERNAL__UNEXPECTED');
  });
});

it('asks about no sell and about no rehearsal', async () => {
  const { guard, asked } = withdrawAfter(0);
  const { current, admit } = await createRetryScene({ request: { side: 'sell' } });
  expect(entryRefusal({ entryGuard: guard }, current())).toBeUndefined();
  expect(entryRefusal({ entryGuard: guard }, admit({}, 'dry'))).toBeUndefined();
  expect(asked).toEqual([]);
  expect(entryRefusal({ entryGuard: undefined }, admit())).toBeUndefined();
});
