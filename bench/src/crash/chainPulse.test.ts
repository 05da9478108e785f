import { expect, it } from 'vitest';

import { ChainHung, watchChain } from './chainPulse.ts';

const NEVER = new Promise<never>(() => undefined);

/** A chain that gives these slots, one a look, and a clock that moves by a second with each. */
function chainOf(slots: ReadonlyArray<bigint | Error>) {
  let looks = 0;
  const over = Promise.withResolvers<'over'>();
  const slot = async (): Promise<bigint> => {
    const shown = slots[Math.min(looks, slots.length - 1)] ?? 0n;
    looks += 1;
    if (looks === slots.length + 5) over.resolve('over');
    if (shown instanceof Error) throw shown;
    return shown;
  };
  return { slot, nowMs: () => looks * 1_000, intervalMs: 0, stillMsMax: 3_000, over: over.promise };
}

it('breaks off what waits for a chain whose slot does not rise', async () => {
  const pulse = watchChain(chainOf([1n, 2n, 3n, 3n]));
  await expect(pulse.guard(NEVER)).rejects.toThrow('stands still at slot 3');
  expect(() => {
    pulse.refuseHung();
  }).toThrow(ChainHung);
});

it('breaks off what waits for a chain that does not answer, and says why', async () => {
  const pulse = watchChain(chainOf([1n, new Error('timed out')]));
  await expect(pulse.guard(NEVER)).rejects.toMatchObject({ cause: { message: 'timed out' } });
});

it('lets pass what a living chain decides, also when it stumbles', async () => {
  const rising = Array.from({ length: 40 }, (_, index) => BigInt(index));
  const chain = chainOf([1n, 1n, new Error('busy'), ...rising.map((slot) => slot + 2n)]);
  const pulse = watchChain(chain);
  expect(await pulse.guard(Promise.resolve('value'))).toBe('value');
  pulse.refuseHung();
  await pulse.stop();
});
