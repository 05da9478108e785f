import { expect, it } from 'vitest';

import type { ChainNode } from '../chain/chainNode.ts';
import { createFakeParts, FAKE_GENESIS_HASH } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { confirmAttempt } from './confirmAttempt.ts';

/** Follows an attempt of slot 1000 that nobody finds, one slot each 400 ms from 1150 on. */
async function follow({ finalitySlots }: { readonly finalitySlots: bigint }) {
  const platform = createFakePlatform();
  const startedAtMs = platform.monotonicMs();
  const passedMs = (): number => platform.monotonicMs() - startedAtMs;
  const slot = (): bigint => 1_150n + BigInt(Math.floor(passedMs() / 400));
  const searchedAtMs: number[] = [];
  const node: Partial<ChainNode> = {
    genesisHash: async () => FAKE_GENESIS_HASH,
    firstAvailableSlot: async () => 0n,
    isBlockhashValid: async () => false,
    signatureStatuses: async (signatures) => ({
      slot: slot(),
      statuses: signatures.map(() => null),
    }),
    finalized: async () => {
      searchedAtMs.push(passedMs());
      const final = slot() - finalitySlots;
      return { blockHeight: final, slot: final, slotGap: 0n };
    },
  };
  const config = { allowSingleWitness: true };
  const { parts, sign } = await createFakeParts({ nodes: [node], platform, config });
  const { tradeId, attempt } = sign();
  let endedAtMs = Infinity;
  const outcome = confirmAttempt(parts, {
    tradeId,
    attempt,
    goal: 'confirmed',
    onSlot: () => {},
  }).finally(() => {
    endedAtMs = passedMs();
  });
  await platform.advance(40_000);
  expect(await Promise.race([outcome, Promise.resolve('open')])).toMatchObject({ kind: 'expired' });
  return { searchedAtMs, endedAtMs };
}

it('searches once in a while until a death can be proven, and then every second', async () => {
  const { searchedAtMs, endedAtMs } = await follow({ finalitySlots: 36n });
  // At slot 1151, every 8 s, and from slot 1214 on, 25.6 s after 1150; slot 1219 is the first to do.
  expect(searchedAtMs.filter((atMs) => atMs < 25_600)).toEqual([400, 8_400, 16_400, 24_400]);
  expect(searchedAtMs.filter((atMs) => atMs >= 25_600).length).toBeGreaterThan(1);
  expect(endedAtMs).toBeGreaterThanOrEqual(69 * 400);
  expect(endedAtMs).toBeLessThanOrEqual(69 * 400 + 1_200);
});

it('finds a death by itself on a chain that is final at once', async () => {
  const { endedAtMs } = await follow({ finalitySlots: 0n });
  expect(endedAtMs).toBeLessThanOrEqual(33 * 400 + 8_000);
});
