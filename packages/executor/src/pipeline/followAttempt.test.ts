import { describe, expect, it } from 'vitest';

import type { ChainNode, SignatureStatus } from '../chain/chainNode.ts';
import { createFakeParts, FAKE_GENESIS_HASH, FAKE_WIRE } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { setUpFollowing } from '../testing/setUpFollowing.ts';
import { madeUpTransaction, revertedTransaction } from '../testing/madeUpTransaction.ts';
import { followAttempt, followFoundAttempt } from './followAttempt.ts';

const CONFIRMED: SignatureStatus = { slot: 1_010n, commitment: 'confirmed', error: null };
const FINALIZED: SignatureStatus = { ...CONFIRMED, commitment: 'finalized' };

function afterSigning(names: readonly string[]): readonly string[] {
  return names.slice(names.indexOf('AttemptSigned') + 1);
}

describe('followAttempt', () => {
  it('answers at confirmed and books the fill at finality', async () => {
    const { chain, follow, platform, current, names, tradeId, parts, reserved } =
      await setUpFollowing();
    const state = follow();
    await platform.settle();
    chain.status = CONFIRMED;
    chain.transaction = madeUpTransaction();
    await platform.advance(400);
    expect(state.isDone).toBe(true);
    expect(current()).toMatchObject({ status: 'settling', result: { status: 'settling' } });
    expect(parts.watermark.slot).toBe(1_010n);
    expect([reserved(1_009n), reserved(1_010n)]).toEqual([7n, 0n]);

    await platform.advance(2_000);
    expect(current().status).toBe('settling');
    chain.status = FINALIZED;
    await platform.advance(400);
    expect(current()).toMatchObject({ status: 'filled', result: { finality: 'finalized' } });
    expect(afterSigning(names(tradeId))).toEqual([
      'LaneAcknowledged',
      'SeenOnChain',
      'AttemptConfirmed',
      'FillRead',
      'FillRecorded',
    ]);
    await parts.background.idle();
    expect([reserved(1_009n), reserved(1_010n)]).toEqual([7n, 0n]);
  });

  it('keeps what one of two operators calls confirmed reserved until the other tells of it', async () => {
    const { chain, follow, platform, current, reserved } = await setUpFollowing(0, ['one', 'two']);
    chain.status = CONFIRMED;
    chain.transaction = madeUpTransaction();
    chain.knownTo = ['one'];
    follow();
    await platform.advance(2_000);
    expect([current().status, reserved()]).toEqual(['settling', 7n]);
    chain.knownTo = ['one', 'two'];
    await platform.advance(2_000);
    expect([current().status, reserved()]).toEqual(['settling', 0n]);
  });

  it('sends the same bytes until the chain has decided, and none after', async () => {
    const { chain, follow, platform, jito, rpc } = await setUpFollowing();
    follow();
    await platform.advance(3_500);
    expect(jito.sent).toHaveLength(4);
    expect([...jito.sent, ...rpc.sent].every((wire) => wire.join() === FAKE_WIRE.join())).toBe(
      true,
    );
    chain.status = CONFIRMED;
    chain.transaction = madeUpTransaction();
    await platform.advance(400);
    const count = jito.sent.length + rpc.sent.length;
    await platform.advance(5_000);
    expect(jito.sent.length + rpc.sent.length).toBe(count);
  });

  it('keeps a failure open until it is final', async () => {
    const { chain, follow, platform, current, reserved } = await setUpFollowing();
    chain.transaction = revertedTransaction();
    const error = chain.transaction.error ?? '';
    chain.status = { ...CONFIRMED, error };
    const state = follow();
    await platform.advance(5_000);
    expect(current().status).toBe('executing');
    expect(reserved()).toBe(7n);
    chain.status = { ...FINALIZED, error };
    await platform.advance(400);
    expect(state.isDone).toBe(true);
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'CONFIRM__SLIPPAGE_EXCEEDED',
    });
    expect(reserved()).toBe(0n);
  });

  it('goes on as confirmed when a node tells of a failure and the transaction ran', async () => {
    const { chain, follow, platform, current } = await setUpFollowing();
    chain.transaction = madeUpTransaction();
    chain.status = { ...FINALIZED, error: '"lie"' };
    follow();
    await platform.advance(400);
    expect(current()).toMatchObject({ result: { success: true } });
    expect(current().status).not.toBe('failed');
  });

  it('fails a trade whose attempt is proven dead, and gives its reservation back', async () => {
    const { chain, follow, platform, current, reserved } = await setUpFollowing();
    const state = follow();
    await platform.settle();
    chain.slot = 1_400n;
    await platform.advance(2_000);
    expect(current().status).toBe('executing');
    chain.height = 1_183n;
    await platform.advance(2_000);
    expect(state.isDone).toBe(true);
    expect(current()).toMatchObject({ status: 'failed', errorCode: 'CONFIRM__EXPIRED' });
    expect(reserved()).toBe(0n);
  });

  it.each(['expired', 'reverted'] as const)(
    'hands a trade back for a further attempt whose attempt is %s, with its reservation',
    async (status) => {
      const { chain, follow, platform, current, reserved } = await setUpFollowing(1);
      const state = follow();
      await platform.settle();
      if (status === 'reverted') {
        chain.transaction = revertedTransaction();
        chain.status = { ...FINALIZED, error: chain.transaction.error };
      }
      chain.slot = 1_400n;
      chain.height = 1_183n;
      await platform.advance(2_000);
      expect(state.isDone).toBe(true);
      expect(current()).toMatchObject({ status: 'admitted', attempts: [{ status }] });
      expect(current().result).toBeUndefined();
      expect(reserved()).toBe(7n);
    },
  );

  it('ends as cancelled when a cancel was remembered and the attempt is proven dead', async () => {
    const { chain, follow, platform, current, parts, tradeId } = await setUpFollowing(2);
    follow();
    await platform.settle();
    parts.log.record(tradeId, { name: 'CancelRequested' });
    chain.slot = 1_400n;
    chain.height = 1_183n;
    await platform.advance(2_000);
    expect(current()).toMatchObject({ status: 'cancelled', errorCode: 'CONFIRM__CANCELLED' });
  });

  it('does not cancel what landed although a cancel was asked for', async () => {
    const { chain, follow, platform, current, parts, tradeId } = await setUpFollowing(2);
    follow();
    await platform.settle();
    parts.log.record(tradeId, { name: 'CancelRequested' });
    chain.status = CONFIRMED;
    chain.transaction = madeUpTransaction();
    await platform.advance(400);
    expect(current()).toMatchObject({ status: 'settling', result: { success: true } });
  });

  it('reads what the next attempt is decided on no older than the revert of this one', async () => {
    const { chain, follow, platform, parts } = await setUpFollowing(1);
    chain.transaction = revertedTransaction();
    chain.status = { ...FINALIZED, error: chain.transaction.error };
    follow();
    await platform.advance(400);
    expect(parts.watermark.slot).toBe(1_010n);
  });

  it('ends as soon as a person has decided, and sends nothing more', async () => {
    const { follow, platform, current, parts, tradeId, attempt, jito, reserved } =
      await setUpFollowing(2);
    const state = follow();
    await platform.advance(400);
    parts.log.record(tradeId, {
      name: 'TradeResolved',
      as: 'dead',
      signature: attempt.signature,
      reason: 'gone',
      by: 'ops',
      result: { success: false },
    });
    await platform.advance(400);
    expect(state.isDone).toBe(true);
    const count = jito.sent.length;
    await platform.advance(5_000);
    expect([jito.sent.length, current().status, reserved()]).toEqual([count, 'resolved', 0n]);
  });

  it('takes the success back when a confirmed attempt is gone and proven dead', async () => {
    const { chain, follow, platform, current, names, tradeId } = await setUpFollowing();
    chain.status = CONFIRMED;
    chain.transaction = madeUpTransaction();
    follow();
    await platform.advance(400);
    expect(current().result).toMatchObject({ success: true });
    chain.status = null;
    chain.slot = 1_400n;
    chain.height = 1_183n;
    await platform.advance(2_000);
    expect(current()).toMatchObject({
      status: 'failed',
      result: { success: false, errorCode: 'CONFIRM__ROLLED_BACK' },
    });
    expect(names(tradeId).slice(-3)).toEqual([
      'AttemptRolledBack',
      'AttemptExpired',
      'TradeFailed',
    ]);
  });

  it('sends and reserves again what was rolled back after its success, until it lands again', async () => {
    const { chain, follow, platform, current, names, tradeId, jito, reserved } =
      await setUpFollowing(9);
    chain.status = CONFIRMED;
    chain.transaction = madeUpTransaction();
    follow();
    await platform.advance(400);
    expect([current().status, reserved()]).toEqual(['settling', 0n]);
    const sent = jito.sent.length;
    chain.status = null;
    chain.slot = 1_100n;
    await platform.advance(30_000);
    expect(names(tradeId)).toContain('AttemptRolledBack');
    expect(current()).toMatchObject({ status: 'executing', successAnswered: true });
    expect(current().result).toBeUndefined();
    expect(jito.sent.length).toBeGreaterThan(sent);
    expect(reserved()).toBe(100_000_000n + 16_000n + 2_978_880n);
    chain.status = FINALIZED;
    await platform.advance(2_000);
    expect(current()).toMatchObject({ status: 'filled', result: { success: true } });
    expect(reserved()).toBe(0n);
  });

  it('never hands a trade back that was answered as a success, whatever became of it', async () => {
    const { chain, follow, platform, current, events } = await setUpFollowing(9);
    chain.status = CONFIRMED;
    chain.transaction = madeUpTransaction();
    follow();
    await platform.advance(400);
    chain.status = null;
    chain.slot = 1_400n;
    chain.height = 1_183n;
    await platform.advance(2_000);
    expect(current()).toMatchObject({ status: 'failed', errorCode: 'CONFIRM__ROLLED_BACK' });
    expect(events.at(-1)).toMatchObject({ name: 'execution.trade.rolled_back', level: 'error' });
  });

  it('waits for finality when no node serves the transaction, and then tells the fill', async () => {
    const { chain, follow, platform, current, names, tradeId } = await setUpFollowing();
    chain.status = CONFIRMED;
    const state = follow();
    await platform.advance(10_000);
    expect(current()).toMatchObject({ status: 'settling' });
    expect(current().result).toBeUndefined();
    chain.status = FINALIZED;
    chain.transaction = madeUpTransaction();
    await platform.advance(2_000);
    expect(current()).toMatchObject({ status: 'filled', result: { success: true } });
    expect(names(tradeId)).not.toContain('FillRead');
    expect(state.isDone).toBe(true);
  });

  it('hands a trade back that was confirmed, never answered, and is proven dead', async () => {
    const { chain, follow, platform, current, names, tradeId } = await setUpFollowing(1);
    chain.status = CONFIRMED;
    follow();
    await platform.advance(10_000);
    chain.status = null;
    chain.slot = 1_400n;
    chain.height = 1_183n;
    await platform.advance(2_000);
    expect(current()).toMatchObject({ status: 'admitted', attempts: [{ status: 'expired' }] });
    expect(names(tradeId).slice(-2)).toEqual(['AttemptRolledBack', 'AttemptExpired']);
  });

  it('stops at a fill that does not add up and leaves the rest to a person', async () => {
    const { chain, follow, platform, current, parts, reserved } = await setUpFollowing();
    chain.status = CONFIRMED;
    chain.transaction = madeUpTransaction({ tokenUnits: 1n });
    const state = follow();
    await platform.advance(400);
    expect(state.isDone).toBe(true);
    expect(current().status).toBe('conflicted');
    expect(reserved()).toBe(0n);
    await parts.background.idle();
  });

  it('stays open when nobody answers, however long', async () => {
    const { parts, follow, platform, current, reserved } = await setUpFollowing();
    for (const node of parts.pool.nodes) {
      Object.assign(node, { signatureStatuses: async () => Promise.reject(new Error('silent')) });
    }
    const state = follow();
    await platform.advance(60_000);
    expect(state.isDone).toBe(false);
    expect(current().status).toBe('executing');
    expect(reserved()).toBe(7n);
  });

  it('stops sending and stays open when the adapter closes', async () => {
    const { parts, follow, platform, current, jito, closing } = await setUpFollowing();
    follow();
    await platform.settle();
    closing.abort();
    parts.statuses.close();
    const count = jito.sent.length;
    await platform.advance(5_000);
    expect(jito.sent).toHaveLength(count);
    expect(current().status).toBe('executing');
  });

  it('looks before it sends what an earlier process signed', async () => {
    const { chain, parts, platform, jito, tradeId, attempt } = await setUpFollowing();
    const looks = { sentBefore: -1 };
    const [node] = parts.pool.nodes;
    const { signatureStatuses } = node ?? {};
    Object.assign(node ?? {}, {
      signatureStatuses: async (...given: Parameters<ChainNode['signatureStatuses']>) => {
        if (looks.sentBefore < 0) looks.sentBefore = jito.sent.length;
        return signatureStatuses?.(...given);
      },
    });
    chain.slot = 1_256n;
    void followFoundAttempt(parts, tradeId, attempt).catch(() => undefined);
    await platform.settle();
    expect(looks.sentBefore).toBe(0);
    expect(jito.sent).toHaveLength(1);
  });

  it('sends nothing of what an earlier process signed so long ago that it cannot land', async () => {
    const { chain, parts, platform, jito, tradeId, attempt, current } = await setUpFollowing();
    chain.slot = 1_257n;
    void followFoundAttempt(parts, tradeId, attempt).catch(() => undefined);
    await platform.advance(5_000);
    expect(jito.sent).toEqual([]);
    // That is no proof: the trade stays open until there is one.
    expect(current().status).toBe('executing');
  });

  it('books a landing that only the histories of two operators still know', async () => {
    const landed = (operator: string): Partial<ChainNode> => ({
      operator,
      label: operator,
      signatureStatuses: async (signatures, { searchHistory }) => ({
        slot: 9_000n,
        statuses: signatures.map(() => (searchHistory ? FINALIZED : null)),
      }),
      transaction: async () => madeUpTransaction(),
      finalized: async () => ({ blockHeight: 8_000n, slot: 9_000n, slotGap: 1_000n }),
      firstAvailableSlot: async () => 0n,
      isBlockhashValid: async () => false,
      genesisHash: async () => FAKE_GENESIS_HASH,
    });
    const platform = createFakePlatform();
    const all = await createFakeParts({ nodes: [landed('a'), landed('b')], platform });
    const { tradeId, attempt } = all.sign();
    void followAttempt(all.parts, tradeId, attempt).catch(() => undefined);
    await platform.advance(10_000);
    expect(all.parts.log.current(tradeId)).toMatchObject({
      status: 'filled',
      result: { success: true, witnesses: 2 },
    });
  });
});
