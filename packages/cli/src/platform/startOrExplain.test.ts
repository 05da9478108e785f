import { describe, expect, it } from 'vitest';

import { SLOT_MS_MAX, SLOT_MS_MIN, startModelOrExplain, startOrExplain } from './startOrExplain.ts';

describe('startOrExplain', () => {
  it('names the reason of a sandbox that does not start', async () => {
    const failing = () => Promise.reject(new Error('no space left'));
    await expect(startOrExplain({ slotMs: 40 }, failing)).rejects.toMatchObject({
      code: 'CONFIG__SANDBOX_UNAVAILABLE',
      message: expect.stringContaining('no space left'),
    });
  });

  it('names the reason of a model that does not start', async () => {
    const failing = () => Promise.reject(new Error('no port left'));
    await expect(startModelOrExplain({}, failing)).rejects.toMatchObject({
      code: 'CONFIG__SANDBOX_UNAVAILABLE',
      message: expect.stringContaining('no port left'),
    });
  });

  it.each([SLOT_MS_MIN - 1, SLOT_MS_MAX + 1])(
    'has the bounds of the sandbox: %d',
    async (slotMs) => {
      await expect(startOrExplain({ slotMs })).rejects.toThrow(`slotMs is ${slotMs}`);
    },
  );
});
