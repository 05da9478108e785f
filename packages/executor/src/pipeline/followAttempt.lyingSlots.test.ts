import { describe, expect, it } from 'vitest';

import type { ChainNode, SignatureStatus } from '../chain/chainNode.ts';
import { createFakeLane, createFakeParts, FAKE_GENESIS_HASH } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { followAttempt } from './followAttempt.ts';

const HUGE_SLOT = 2n ** 50n;

interface Told {
  readonly slot: bigint;
  readonly status?: SignatureStatus;
}

function node(operator: string, { slot, status }: Told): Partial<ChainNode> {
  return {
    label: `http://${operator}`,
    operator,
    genesisHash: async () => FAKE_GENESIS_HASH,
    firstAvailableSlot: async () => 0n,
    isBlockhashValid: async () => false,
    finalized: async () => ({ blockHeight: 1_000n, slot: 1_010n, slotGap: 10n }),
    signatureStatuses: async (signatures) => ({
      slot,
      statuses: signatures.map(() => status ?? null),
    }),
    transaction: async () => null,
  };
}

async function follow(liar: Told, honest: Told) {
  const platform = createFakePlatform();
  const rpc = createFakeLane('rpc');
  const jito = createFakeLane('jito');
  const nodes = [node('liar', liar), node('honest', honest)];
  const all = await createFakeParts({ nodes, platform, lanes: { rpc, jito } });
  const { tradeId, attempt } = all.sign();
  void followAttempt(all.parts, tradeId, attempt).catch(() => undefined);
  return { ...all, platform, rpc, jito, tradeId };
}

describe('a slot that one of two operators names far ahead', () => {
  it('opens the public lane no earlier, for this attempt and for later ones', async () => {
    const { platform, jito, rpc, parts, sign } = await follow(
      { slot: HUGE_SLOT },
      { slot: 1_001n },
    );
    await platform.advance(400);
    expect(jito.sent.length).toBeGreaterThan(0);
    const later = sign();
    void followAttempt(parts, later.tradeId, later.attempt).catch(() => undefined);
    await platform.advance(400);
    expect(rpc.sent).toHaveLength(0);
    // The time that the public lane waits for at most.
    await platform.advance(2_000);
    expect(rpc.sent.length).toBeGreaterThan(0);
  });

  it('opens it when both operators have come so far', async () => {
    const { platform, rpc } = await follow({ slot: HUGE_SLOT }, { slot: 1_100n });
    await platform.advance(800);
    expect(rpc.sent.length).toBeGreaterThan(0);
  });

  it('does not become the slot that every later read of the wallet waits for', async () => {
    const status = { slot: HUGE_SLOT, commitment: 'confirmed', error: null } as const;
    const { platform, parts, names, tradeId } = await follow(
      { slot: 1_011n, status },
      { slot: 1_011n },
    );
    await platform.advance(2_000);
    expect(names(tradeId)).toContain('AttemptConfirmed');
    expect(parts.watermark.slot ?? 0n).toBeLessThanOrEqual(1_011n);
  });
});
