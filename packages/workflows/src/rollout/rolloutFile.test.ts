import { expect, it, vi } from 'vitest';

import { createRolloutFile } from './rolloutFile.ts';
import type { RolloutStore } from './rolloutStore.ts';

function createScene() {
  const says = { identity: undefined as string | undefined, hasBegun: false };
  const made: Array<{ readonly store: RolloutStore; readonly close: ReturnType<typeof vi.fn> }> =
    [];
  const file = createRolloutFile({
    identity: () => says.identity,
    hasBegun: () => says.hasBegun,
    open: () => {
      says.identity ??= 'made';
      const close = vi.fn();
      const store = { close } as unknown as RolloutStore;
      made.push({ store, close });
      return store;
    },
  });
  return { file, says, made };
}

it('makes nothing by looking, and opens once what is there', () => {
  const { file, says, made } = createScene();
  expect(file.found()).toBeUndefined();
  expect(made).toHaveLength(0);
  says.identity = 'one';
  const store = file.found();
  expect([file.open(), file.found()]).toEqual([store, store]);
  expect(made).toHaveLength(1);
  file.close();
  file.close();
  expect(made[0]?.close).toHaveBeenCalledTimes(1);
});

it('opens what lies there now: a file that was replaced or deleted is seen by nobody else', () => {
  const { file, says, made } = createScene();
  file.open();
  says.identity = 'restored';
  expect(file.found()).toBe(made[1]?.store);
  expect(made[0]?.close).toHaveBeenCalledTimes(1);
  says.identity = undefined;
  expect(file.found()).toBe(made[2]?.store);
});

it('is there where a rollout was begun, even when its file is lost', () => {
  const { file, says, made } = createScene();
  says.hasBegun = true;
  expect(file.found()).toBe(made[0]?.store);
});
