import { describe, expect, it } from 'vitest';

import { waitUntil } from './waitUntil.ts';

describe('waitUntil', () => {
  it('looks again until the condition is true', async () => {
    let looks = 0;
    await waitUntil(() => (looks += 1) === 3, { timeoutMs: 1_000, intervalMs: 1 });
    expect(looks).toBe(3);
  });

  it('takes a look that throws for "not yet"', async () => {
    let looks = 0;
    await waitUntil(
      () => {
        looks += 1;
        if (looks === 1) throw new Error('connection refused');
        return true;
      },
      { timeoutMs: 1_000, intervalMs: 1 },
    );
    expect(looks).toBe(2);
  });

  it('fails after its time with the last error as cause', async () => {
    const cause = new Error('connection refused');
    const waiting = waitUntil(() => Promise.reject(cause), {
      timeoutMs: 5,
      intervalMs: 1,
      description: 'the chain',
    });
    await expect(waiting).rejects.toMatchObject({
      message: 'Waiting for the chain took more than 5 ms.',
      cause,
    });
  });
});
