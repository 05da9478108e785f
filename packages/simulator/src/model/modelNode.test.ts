import { describe, expect, it } from 'vitest';

import { createTestChain, SOL, tradeBytes } from '../testing/testChain.ts';
import type { ModelNode } from './modelNode.ts';
import { SilentNodeError, type NodeBehaviour } from './nodeBehaviour.ts';

const names = ['one', 'two'].map((operator) => ({ label: `http://${operator}`, operator }));

/** A chain on which a buy and a revert are final, and its two nodes. */
async function traded() {
  const test = createTestChain({ nodes: names });
  const { chain, spark, ember, wallets, pass } = test;
  const [liar, honest] = chain.nodes;
  const [wallet, other] = wallets;
  if (liar === undefined || honest === undefined || wallet === undefined || other === undefined) {
    throw new Error('has them all');
  }
  const buy = await tradeBytes(test, { wallet, pool: spark, side: 'buy', amountIn: SOL });
  const terms = {
    wallet: other,
    pool: ember,
    side: 'buy',
    amountIn: SOL,
    slippageBps: 10,
  } as const;
  const reverting = await tradeBytes(test, terms);
  ember.movePrice(500);
  await honest.send(buy.wire);
  await honest.send(reverting.wire);
  pass(40);
  return { ...test, liar, honest, wallet, buy, reverting };
}

async function statusOf(node: ModelNode, signature: string, searchHistory = true) {
  const { statuses } = await node.signatureStatuses([signature], { searchHistory });
  return statuses[0];
}

describe('an honest node', () => {
  it('tells a slippage revert with the error and the log line that the executor reads', async () => {
    const { honest, reverting } = await traded();
    const error = '{"InstructionError":[6,{"Custom":6001}]}';
    expect(await statusOf(honest, reverting.signature)).toMatchObject({ error });
    const record = await honest.transaction(reverting.signature, 'finalized');
    expect(record).toMatchObject({ error, feeLamports: 5_300n, signerCount: 1 });
    expect(record?.logs.at(-1)).toBe(
      'Program 8UGgoNTd5HXC4RpZ2NW3MjgX48MTAVLbgBMFG7w6xTkq failed: custom program error: 0x1771',
    );
    const lost = (record?.preLamports[0] ?? 0n) - (record?.postLamports[0] ?? 0n);
    expect(lost).toBe(5_300n);
  });

  it('simulates without changing anything', async () => {
    const { honest, liar, wallet, spark, chain } = await traded();
    const test = { chain, spark, ember: spark, wallets: [wallet], pass: () => undefined };
    const bytes = await tradeBytes(test, { wallet, pool: spark, side: 'buy', amountIn: SOL });
    const watched = [wallet.address, 'nobody'];
    const first = await honest.simulate(bytes.wire, watched);
    expect(first).toMatchObject({ error: null });
    const [before] = (await honest.accounts(watched)).accounts;
    expect(first.accounts).toHaveLength(2);
    expect((before?.lamports ?? 0n) - (first.accounts[0]?.lamports ?? 0n)).toBeGreaterThan(SOL);
    expect(first.accounts[1]).toBeNull();
    expect(first.computeUnits).toBeGreaterThan(50_000n);
    expect(await honest.simulate(bytes.wire, watched)).toEqual(first);
    liar.behaviour.lagSlots = 20;
    expect(await liar.simulate(bytes.wire, [])).toMatchObject({ error: '"BlockhashNotFound"' });
    await expect(honest.simulate(Uint8Array.of(1, 2), [])).rejects.toThrow(/no transaction/u);
  });

  it('gives no answer older than it was asked for', async () => {
    const { honest, wallet, chain } = await traded();
    const reading = await honest.accounts([wallet.address], chain.slot - 1n);
    expect(reading.slot).toBe(chain.slot - 1n);
    await expect(honest.accounts([], chain.slot)).rejects.toThrow(/has not been reached/u);
  });

  it('lists what names an address, newest first and by pages', async () => {
    const test = await traded();
    const { honest, wallet, spark, buy, pass } = test;
    const second = await tradeBytes(test, { wallet, pool: spark, side: 'buy', amountIn: SOL });
    await honest.send(second.wire);
    pass(1);
    const listed = async (page: object) =>
      (await honest.signaturesOf(wallet.address, { limit: 10, ...page })).map(
        ({ signature }) => signature,
      );
    expect(await listed({})).toEqual([buy.signature]);
    pass(1);
    expect(await listed({})).toEqual([second.signature, buy.signature]);
    expect(await listed({ limit: 1 })).toEqual([second.signature]);
    expect(await listed({ before: second.signature })).toEqual([buy.signature]);
    expect(await listed({ until: buy.signature })).toEqual([second.signature]);
    expect(await listed({ before: 'unknown' })).toEqual([]);
  });

  it('forgets recent statuses but not its history', async () => {
    const { honest, buy, pass } = await traded();
    pass(300);
    expect(await statusOf(honest, buy.signature, false)).toBeNull();
    expect(await statusOf(honest, buy.signature)).toMatchObject({ commitment: 'finalized' });
  });
});

describe('a node that behaves badly', () => {
  const badly = async (change: (behaviour: NodeBehaviour) => void) => {
    const test = await traded();
    change(test.liar.behaviour);
    return test;
  };

  it('lags in everything that it tells', async () => {
    const { liar, honest, buy, chain } = await badly((behaviour) => (behaviour.lagSlots = 50));
    expect(liar.viewSlot()).toBe(chain.slot - 40n - 2n);
    expect(await statusOf(liar, buy.signature)).toBeNull();
    expect(await liar.transaction(buy.signature, 'confirmed')).toBeNull();
    expect((await liar.finalized()).slot).toBeLessThan((await honest.finalized()).slot);
  });

  it('says nothing, or that it cannot', async () => {
    const { liar, buy } = await badly((behaviour) => (behaviour.availability = 'silent'));
    await expect(liar.finalized()).rejects.toThrow(SilentNodeError);
    expect(await liar.send(buy.wire)).toMatchObject({ kind: 'in-doubt' });
    liar.behaviour.availability = 'erroring';
    await expect(liar.genesisHash()).rejects.toThrow('HTTP 503');
  });

  it('denies and invents statuses, of whatever it is asked', async () => {
    const { liar, buy } = await badly((behaviour) => (behaviour.lies.statuses = 'null'));
    expect(await statusOf(liar, buy.signature)).toBeNull();
    liar.behaviour.lies.statuses = 'invented';
    expect(await statusOf(liar, 'anything')).toMatchObject({
      commitment: 'finalized',
      error: null,
    });
  });

  it('hides why a transaction failed, in its status and in its record', async () => {
    const { liar, reverting } = await badly((behaviour) => (behaviour.lies.hidesErrors = true));
    expect(await statusOf(liar, reverting.signature)).toMatchObject({ error: null });
    expect(await liar.transaction(reverting.signature, 'finalized')).toMatchObject({ error: null });
  });

  it('tells heights that are too high, confirmed for final, or slots', async () => {
    const { liar, honest } = await badly((behaviour) => (behaviour.lies.heightsAhead = 40n));
    const truth = await honest.finalized();
    expect((await liar.finalized()).blockHeight).toBe(truth.blockHeight + 40n);
    expect(await liar.blockHeight('processed')).toBe((await honest.blockHeight('processed')) + 40n);
    Object.assign(liar.behaviour.lies, { heightsAhead: 0n, confirmedForFinalized: true });
    expect((await liar.finalized()).blockHeight).toBe(await honest.blockHeight('confirmed'));
    Object.assign(liar.behaviour.lies, { confirmedForFinalized: false, slotsForHeights: true });
    expect((await liar.finalized()).blockHeight).toBe(truth.slot);
  });

  it('tells heights and slots that are far behind, or slots that are far ahead', async () => {
    const { liar, honest } = await badly((behaviour) => (behaviour.lies.heightsBehind = 200n));
    const told = async (node: typeof liar) => {
      const [blockhash, final, known, statuses, accounts] = await Promise.all([
        node.latestBlockhash(),
        node.finalized(),
        node.knowsBlockhash('unknown'),
        node.signatureStatuses([], { searchHistory: true }),
        node.accounts([]),
      ]);
      const slots = [blockhash, final, known, statuses, accounts].map(({ slot }) => slot);
      return { slots, heights: [blockhash.lastValidBlockHeight, final.blockHeight] };
    };
    const truth = await told(honest);
    expect(await told(liar)).toEqual({
      slots: truth.slots.map((slot) => slot - 200n),
      heights: truth.heights.map((height) => height - 200n),
    });
    Object.assign(liar.behaviour.lies, { heightsBehind: 0n, slotsAhead: 90_000n });
    expect(await told(liar)).toEqual({
      slots: truth.slots.map((slot) => slot + 90_000n),
      heights: truth.heights,
    });
    Object.assign(liar.behaviour.lies, { heightsBehind: 10n ** 12n, slotsAhead: 0n });
    expect((await told(liar)).slots).toEqual([0n, 0n, 0n, 0n, 0n]);
  });

  it('gives a blockhash too short a life, or calls it dead', async () => {
    const { liar, honest, pass } = await badly(
      (behaviour) => (behaviour.lies.lifetimeShortBlocks = 100n),
    );
    const [told, truth] = await Promise.all([liar.latestBlockhash(), honest.latestBlockhash()]);
    expect(told).toEqual({ ...truth, lastValidBlockHeight: truth.lastValidBlockHeight - 100n });
    pass(40);
    expect(await honest.isBlockhashValid(truth.blockhash)).toBe(true);
    liar.behaviour.lies.deniesBlockhashes = true;
    expect(await liar.isBlockhashValid(truth.blockhash)).toBe(false);
  });

  it('changes amounts in a record', async () => {
    const { liar, honest, buy } = await badly((behaviour) => (behaviour.lies.altersRecords = true));
    const told = await liar.transaction(buy.signature, 'finalized');
    const truth = await honest.transaction(buy.signature, 'finalized');
    expect(told?.preLamports).toEqual(truth?.preLamports);
    expect(told?.postLamports).not.toEqual(truth?.postLamports);
    expect(told?.postTokenBalances).not.toEqual(truth?.postTokenBalances);
  });

  it('has thrown its history away', async () => {
    const { liar, wallet, buy, chain } = await badly((behaviour) => (behaviour.historySlots = 10));
    expect(await liar.firstAvailableSlot()).toBe(chain.slot - 10n);
    expect(await statusOf(liar, buy.signature)).toBeNull();
    expect(await liar.transaction(buy.signature, 'finalized')).toBeNull();
    expect(await liar.signaturesOf(wallet.address, { limit: 5 })).toEqual([]);
  });

  it('takes bytes and forwards none, or takes none', async () => {
    const test = await badly((behaviour) => (behaviour.sends = 'swallow'));
    const { liar, wallet, spark, chain, pass } = test;
    const lost = await tradeBytes(test, { wallet, pool: spark, side: 'buy', amountIn: SOL });
    expect(await liar.send(lost.wire)).toEqual({ kind: 'acknowledged' });
    pass(5);
    expect(chain.truth.landing(lost.signature)).toBeUndefined();
    expect(chain.truth.canStillLand(lost.signature)).toBe(true);
    liar.behaviour.sends = 'refuse';
    expect(await liar.send(lost.wire)).toMatchObject({ kind: 'refused' });
    expect(await liar.send(Uint8Array.of(1))).toMatchObject({ kind: 'refused' });
    const handed = chain.truth.submissions().find(({ signature }) => signature === lost.signature);
    expect(handed?.handed.map(({ by }) => by)).toEqual(['http://one', 'http://one']);
  });
});
