import { expect, it } from 'vitest';

import type { ChainNode } from '../chain/chainNode.ts';
import { createFakeParts, FAKE_GENESIS_HASH } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { confirmAttempt } from './confirmAttempt.ts';

it('proves no death by a height from the signing that one of them made too low', async () => {
  const platform = createFakePlatform();
  // A moment after the signing: the final block of an honest node does not know the blockhash yet.
  const young: Partial<ChainNode> = {
    genesisHash: async () => FAKE_GENESIS_HASH,
    firstAvailableSlot: async () => 0n,
    isBlockhashValid: async () => false,
    finalized: async () => ({ blockHeight: 49_970n, slot: 59_968n, slotGap: 9_998n }),
  };
  const unseen = (operator: string, slot: bigint): Partial<ChainNode> => ({
    ...young,
    label: `http://${operator}`,
    operator,
    signatureStatuses: async (signatures) => ({ slot, statuses: signatures.map(() => null) }),
  });
  const nodes = [unseen('liar', 99_999n), unseen('honest', 60_000n)];
  const { parts, sign } = await createFakeParts({ nodes, platform });
  const { tradeId, attempt } = sign({}, { deathHeight: '183', signedAtSlot: '60000' });
  const outcome = confirmAttempt(parts, {
    tradeId,
    attempt,
    goal: 'confirmed',
    onSlot: () => {},
  });
  await platform.advance(2_000);
  expect(await Promise.race([outcome, Promise.resolve('open')])).toBe('open');
});
