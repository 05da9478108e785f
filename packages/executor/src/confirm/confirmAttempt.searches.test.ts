import { expect, it } from 'vitest';

import type { ChainNode } from '../chain/chainNode.ts';
import { createFakeParts, FAKE_GENESIS_HASH } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { confirmAttempt } from './confirmAttempt.ts';

/** Follows an attempt of slot 1000 that nobody finds, one slot each 400 ms from the first one on. */
async function follow({
  finalitySlots,
  firstSlot = 1_150n,
  forMs = 40_000,
}: {
  readonly finalitySlots: bigint;
  readonly firstSlot?: bigint;
  readonly forMs?: number;
}) {
  const platform = createFakePlatform();
  const startedAtMs = platform.monotonicMs();
  const passedMs = (): number => platform.monotonicMs() - startedAtMs;
  const slot = (): bigint => firstSlot + BigInt(Math.floor(passedMs() / 400));
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
  await platform.advance(forMs);
  const ended = await Promise.race([outcome, Promise.resolve(undefined)]);
  if (ended === undefined) {
    outcome.catch(() => undefined);
    parts.statuses.close();
  }
  return { searchedAtMs, endedAtMs, kind: ended?.kind };
}

it('searches once in a while until a death can be proven, and then every second', async () => {
  const { searchedAtMs, endedAtMs, kind } = await follow({ finalitySlots: 36n });
  expect(kind).toBe('expired');
  // At slot 1151, every 8 s, and from slot 1214 on, 25.6 s after 1150; slot 1219 is the first to do.
  expect(searchedAtMs.filter((atMs) => atMs < 25_600)).toEqual([400, 8_400, 16_400, 24_400]);
  expect(searchedAtMs.filter((atMs) => atMs >= 25_600).length).toBeGreaterThan(1);
  expect(endedAtMs).toBeGreaterThanOrEqual(69 * 400);
  expect(endedAtMs).toBeLessThanOrEqual(69 * 400 + 1_200);
});

it('finds a death by itself on a chain that is final at once', async () => {
  const { endedAtMs, kind } = await follow({ finalitySlots: 0n });
  expect(kind).toBe('expired');
  expect(endedAtMs).toBeLessThanOrEqual(33 * 400 + 8_000);
});

it('searches every second once more time has passed than bytes live, whatever slots are told', async () => {
  const { searchedAtMs, kind } = await follow({
    finalitySlots: 36n,
    firstSlot: 100n,
    forMs: 100_000,
  });
  expect(kind).toBeUndefined();
  expect(searchedAtMs[0]).toBeGreaterThan(90_000);
  expect(searchedAtMs.length).toBeGreaterThanOrEqual(7);
});
