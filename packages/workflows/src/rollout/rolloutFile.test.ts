import { expect, it, vi } from 'vitest';

import { createRolloutFile } from './rolloutFile.ts';
import type { RolloutStore } from './rolloutStore.ts';

it('makes nothing by looking, and opens once what is there', () => {
  let isThere = false;
  const store = { close: vi.fn() } as unknown as RolloutStore;
  const open = vi.fn(() => store);
  const file = createRolloutFile({ exists: () => isThere, open });
  expect(file.found()).toBeUndefined();
  expect(open).not.toHaveBeenCalled();
  isThere = true;
  expect([file.found(), file.open(), file.found()]).toEqual([store, store, store]);
  expect(open).toHaveBeenCalledTimes(1);
  file.close();
  file.close();
  expect(store.close).toHaveBeenCalledTimes(1);
});
