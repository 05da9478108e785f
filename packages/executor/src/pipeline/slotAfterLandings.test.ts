import { describe, expect, it, onTestFinished } from 'vitest';

import type { SignatureStatus } from '../chain/chainNode.ts';
import { createFakeParts, FAKE_GENESIS_HASH } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { madeUpAddress } from '../testing/tradeFixtures.ts';
import { slotAfterLandings } from './slotAfterLandings.ts';

async function landedAt(slot: bigint, ...operators: readonly string[]) {
  const nodes = operators.map((operator) => ({ label: `http://${operator}`, operator }));
  const all = await createFakeParts({ nodes });
  const { tradeId, attempt } = all.sign();
  const { signature } = attempt;
  all.parts.ledger.reserve(tradeId, 1n);
  const [witness = ''] = operators;
  all.parts.log.record(tradeId, {
    name: 'AttemptConfirmed',
    signature,
    slot: String(slot),
    witness,
  });
  const tell = (operator: string, told: bigint): void => {
    all.parts.ledger.tellLanding(tradeId, { operator, slot: told });
  };
  return { ...all, tradeId, signature, tell };
}

const UNSURE = { code: 'RPC__UNAVAILABLE', context: { method: 'getSignatureStatuses' } };

describe('the slot of an earlier trade of the token that landed and is not final', () => {
  it('is what two operators name alike, whatever a third says', async () => {
    const { parts, tell, admit } = await landedAt(1_000n, 'a', 'b', 'c');
    tell('a', 1_000n);
    expect(await slotAfterLandings(parts, admit(), 2)).toMatchObject(UNSURE);
    tell('b', 2n ** 50n);
    expect(await slotAfterLandings(parts, admit(), 2)).toMatchObject(UNSURE);
    tell('c', 1_000n);
    expect(await slotAfterLandings(parts, admit(), 2)).toBe(1_000n);
    parts.watermark.slot = 1_001n;
    expect(await slotAfterLandings(parts, admit(), 2)).toBe(1_001n);
  });

  it('is what the journal says, where there is one operator', async () => {
    const { parts, admit } = await landedAt(1_000n, 'a');
    expect(await slotAfterLandings(parts, admit(), 1)).toBe(1_000n);
    parts.watermark.slot = 900n;
    expect(await slotAfterLandings(parts, admit(), 1)).toBe(1_000n);
  });

  it('holds up nobody where a single one of several is enough', async () => {
    const { parts, admit } = await landedAt(1_000n, 'a', 'b');
    parts.watermark.slot = 900n;
    expect(await slotAfterLandings(parts, admit(), 1)).toBe(900n);
  });

  it('is nothing to a trade of another token, nor to itself', async () => {
    const { parts, admit, tradeId } = await landedAt(1_000n, 'a', 'b');
    const tokenAddress = madeUpAddress(9) as never;
    expect(await slotAfterLandings(parts, admit({ tokenAddress }), 2)).toBeUndefined();
    expect(await slotAfterLandings(parts, parts.log.current(tradeId), 2)).toBeUndefined();
  });

  it('is no concern any more once the landing is lost', async () => {
    const { parts, admit, tradeId, signature } = await landedAt(1_000n, 'a', 'b');
    parts.log.record(tradeId, { name: 'AttemptRolledBack', signature });
    expect(await slotAfterLandings(parts, admit(), 2)).toBeUndefined();
  });
});

/** A landing that is followed, and that each operator tells of as the test says. */
async function followed() {
  const platform = createFakePlatform();
  const told = new Map<string, bigint>();
  const statusBy = (operator: string): SignatureStatus | null => {
    const slot = told.get(operator);
    return slot === undefined ? null : { slot, commitment: 'confirmed', error: null };
  };
  const nodes = ['a', 'b'].map((operator) => ({
    label: `http://${operator}`,
    operator,
    genesisHash: async () => FAKE_GENESIS_HASH,
    signatureStatuses: async (signatures: readonly string[]) => ({
      slot: 1_001n,
      statuses: signatures.map(() => statusBy(operator)),
    }),
  }));
  const { parts, sign, admit, closing } = await createFakeParts({ nodes, platform });
  const { tradeId, attempt } = sign();
  const { signature } = attempt;
  parts.ledger.reserve(tradeId, 1n);
  parts.log.record(tradeId, { name: 'AttemptConfirmed', signature, slot: '1000', witness: 'a' });
  const watch = parts.statuses.watch(signature);
  const follow = async (): Promise<void> => {
    for (;;) {
      const { operator, status: seen } = await watch.next();
      if (seen) parts.ledger.tellLanding(tradeId, { operator, slot: seen.slot });
    }
  };
  const following = follow().catch(() => undefined);
  onTestFinished(async () => {
    parts.statuses.close();
    await following;
  });
  await platform.advance(1);
  const ask = () => {
    const asked: { slot?: Awaited<ReturnType<typeof slotAfterLandings>> } = {};
    const answer = slotAfterLandings(parts, admit(), 2).then((slot) => {
      asked.slot = slot;
    });
    return { asked, answer };
  };
  return { parts, platform, told, signature, ask, closing };
}

describe('what is not told yet', () => {
  it('is asked for at once, and goes on as soon as it is told', async () => {
    const { platform, told, ask } = await followed();
    told.set('a', 1_000n).set('b', 1_000n);
    const { asked } = ask();
    await platform.settle();
    expect(asked.slot).toBe(1_000n);
    expect(platform.pendingDelaysMs()).not.toContain(400);
  });

  it('is waited for while operators name different slots, and no longer than a look takes', async () => {
    const { parts, platform, told, ask, signature } = await followed();
    told.set('a', 1_000n).set('b', 999n);
    const first = ask();
    await platform.advance(parts.config.pollIntervalMs - 1);
    expect(first.asked.slot).toBeUndefined();
    await platform.advance(1);
    expect(first.asked.slot).toMatchObject(UNSURE);

    const second = ask();
    await platform.settle();
    expect(second.asked.slot).toBeUndefined();
    told.set('b', 1_000n);
    parts.statuses.poke(signature);
    await platform.settle();
    expect(second.asked.slot).toBe(1_000n);
  });

  it('is waited for by nobody once the adapter closes', async () => {
    const { ask, closing } = await followed();
    const { answer } = ask();
    closing.abort(new Error('closed'));
    await expect(answer).rejects.toThrow('closed');
  });
});
