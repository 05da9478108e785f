import { expect, it, vi } from 'vitest';

import { absorbRejection } from './absorbRejection.ts';

it('takes the rejection of what an asynchronous port returned', async () => {
  const tell = vi.fn();
  const cause = new Error('no collector');
  absorbRejection(Promise.reject(cause), tell);
  absorbRejection(Promise.reject(cause));
  await expect.poll(() => tell.mock.calls).toEqual([[cause]]);
});

it('leaves everything else alone', () => {
  const tell = vi.fn();
  for (const returned of [undefined, null, 1, { catch: tell }]) absorbRejection(returned, tell);
  expect(tell).not.toHaveBeenCalled();
});
