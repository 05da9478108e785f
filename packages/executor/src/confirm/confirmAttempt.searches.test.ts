import { expect, it } from 'vitest';

import type { ChainNode } from '../chain/chainNode.ts';
import { createFakeParts, FAKE_GENESIS_HASH } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { confirmAttempt } from './confirmAttempt.ts';

it('searches no oftener than blocks that must come first can be missing', async () => {
  const platform = createFakePlatform();
  const startedAtMs = platform.monotonicMs();
  const searchedAtMs: number[] = [];
  // 64 blocks short of the first above the death height of 1182 at first, and one comes every 400 ms.
  const node: Partial<ChainNode> = {
    genesisHash: async () => FAKE_GENESIS_HASH,
    firstAvailableSlot: async () => 0n,
    isBlockhashValid: async () => false,
    signatureStatuses: async (signatures) => ({
      slot: 1_300n,
      statuses: signatures.map(() => null),
    }),
    finalized: async () => {
      const passedMs = platform.monotonicMs() - startedAtMs;
      searchedAtMs.push(passedMs);
      const blockHeight = 1_119n + BigInt(Math.floor(passedMs / 400));
      return { blockHeight, slot: blockHeight + 7n, slotGap: 7n };
    },
  };
  const config = { allowSingleWitness: true };
  const { parts, sign } = await createFakeParts({ nodes: [node], platform, config });
  const { tradeId, attempt } = sign();
  const outcome = confirmAttempt(parts, {
    tradeId,
    attempt,
    goal: 'confirmed',
    onSlot: () => {},
  });
  await platform.advance(27_000);
  expect(await Promise.race([outcome, Promise.resolve('open')])).toMatchObject({ kind: 'expired' });
  expect(searchedAtMs.length).toBeGreaterThan(4);
  expect(searchedAtMs.length).toBeLessThan(10);
  expect(searchedAtMs.at(-1)).toBeLessThan(27_000);
});
