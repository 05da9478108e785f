import { describe, expect, it } from 'vitest';

import type { ChainNode, TransactionReading } from '../chain/chainNode.ts';
import { createFakeParts, FAKE_SIGNATURE } from '../testing/fakeParts.ts';
import { agreeOnTransaction, fetchTransaction } from './fetchTransaction.ts';

function reading(slot: bigint): TransactionReading {
  return {
    slot,
    error: null,
    feeLamports: 5_000n,
    accountAddresses: [],
    signerCount: 0,
    preLamports: [],
    postLamports: [],
    preTokenBalances: [],
    postTokenBalances: [],
    logs: [],
    computeUnits: 1n,
  };
}

/** A node that has the transaction from some question on. */
function node(operator: string, slot: bigint, unknownFor = 0): Partial<ChainNode> {
  let asked = 0;
  return {
    label: `http://${operator}`,
    operator,
    transaction: async () => {
      asked += 1;
      return asked > unknownFor ? reading(slot) : null;
    },
  };
}

const silent: Partial<ChainNode> = {
  operator: 'silent',
  transaction: async () => {
    throw new Error('timeout');
  },
};

const bySlot = {
  tradeId: 'trade-1',
  read: (transaction: TransactionReading) => transaction.slot,
  essence: (slot: bigint) => String(slot),
};

describe('fetchTransaction', () => {
  it('asks until some node serves it', async () => {
    const nodes = [silent, node('one', 7n, 3)];
    const { parts } = await createFakeParts({ nodes });
    expect(await fetchTransaction(parts, 'signature', 'confirmed')).toMatchObject({ slot: 7n });
  });

  it('gives up after some seconds: what was seen may be rolled back by now', async () => {
    const { parts, platform } = await createFakeParts({ nodes: [silent] });
    expect(await fetchTransaction(parts, 'signature', 'confirmed')).toBeUndefined();
    expect(platform.monotonicMs()).toBe(6_000);
  });

  it('gives up when the adapter closes', async () => {
    const { parts, closing } = await createFakeParts({ nodes: [silent] });
    closing.abort();
    await expect(fetchTransaction(parts, 'signature', 'confirmed')).rejects.toThrow(/abort/iu);
  });
});

/** Parts of an executor that follows a trade which is on its way. */
async function following(nodes: ReadonlyArray<Partial<ChainNode>>) {
  const all = await createFakeParts({ nodes });
  all.sign();
  return all;
}

describe('agreeOnTransaction', () => {
  it('has nothing to agree on once a person has decided', async () => {
    const { parts } = await following([node('one', 7n), node('two', 8n)]);
    const agreement = agreeOnTransaction(parts, 'signature', bySlot);
    parts.log.record('trade-1', {
      name: 'TradeResolved',
      as: 'dead',
      signature: FAKE_SIGNATURE,
      reason: 'seen elsewhere',
      by: 'ops',
      result: { success: false },
    });
    expect(await agreement).toBeUndefined();
  });

  it('takes the word of the only operator', async () => {
    const { parts } = await following([node('one', 7n), node('one', 7n)]);
    expect(await agreeOnTransaction(parts, 'signature', bySlot)).toEqual({
      value: 7n,
      witnesses: 1,
    });
  });

  it('waits for two operators that tell the same', async () => {
    const nodes = [node('liar', 9n), node('one', 7n), node('two', 7n, 2), silent];
    const { parts } = await following(nodes);
    expect(await agreeOnTransaction(parts, 'signature', bySlot)).toEqual({
      value: 7n,
      witnesses: 2,
    });
  });

  it('takes readings for the same whose essence is', async () => {
    const { parts } = await following([node('one', 7n), node('two', 8n)]);
    const anything = { ...bySlot, essence: () => 'the same' };
    expect(await agreeOnTransaction(parts, 'signature', anything)).toMatchObject({ witnesses: 2 });
  });

  it('never ends while two operators contradict each other, until the adapter closes', async () => {
    const { parts, closing } = await following([node('one', 7n), node('two', 8n)]);
    const agreement = agreeOnTransaction(parts, 'signature', bySlot);
    for (let turn = 0; turn < 500; turn += 1) await Promise.resolve();
    closing.abort();
    await expect(agreement).rejects.toThrow(/abort/iu);
  });
});
