import { expect, it } from 'vitest';

import { systemDelay } from './systemDelay.ts';

it('resolves with nothing after the time', async () => {
  await expect(systemDelay(1)).resolves.toBeUndefined();
});
