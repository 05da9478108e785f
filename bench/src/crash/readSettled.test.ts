import { expect, it } from 'vitest';

import { readSettled } from './readSettled.ts';

/** A chain whose view changes as slots pass. */
function chainOf(viewAt: (slot: bigint) => unknown) {
  let slot = 100n;
  return {
    slot: async () => Promise.resolve(slot),
    delay: async () => {
      slot += 1n;
      return Promise.resolve();
    },
    readOnce: async () => Promise.resolve(viewAt(slot)),
  };
}

it('does not believe a transaction whose effect is not there yet', async () => {
  const listed = new Map([['signature', 'ran']]);
  const chain = chainOf((slot) => ({ transactions: listed, lamports: slot < 101n ? 5n : 3n }));
  expect(await readSettled({ ...chain, readsMax: 5 })).toEqual({
    transactions: listed,
    lamports: 3n,
  });
});

it('waits for what still lands', async () => {
  const chain = chainOf((slot) => new Map(slot < 102n ? [] : [['late', 'ran']]));
  expect(await readSettled({ ...chain, readsMax: 5 })).toEqual(new Map([['late', 'ran']]));
});

it('gives up on what changes without end', async () => {
  await expect(readSettled({ ...chainOf((slot) => slot), readsMax: 3 })).rejects.toThrow(
    'what is read changes without end: 3 looks, no two of them alike',
  );
});
