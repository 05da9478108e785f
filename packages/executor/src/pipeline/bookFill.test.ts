import { describe, expect, it } from 'vitest';

import type { ChainNode } from '../chain/chainNode.ts';
import { createFakeParts } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { madeUpTransaction } from '../testing/madeUpTransaction.ts';
import { bookFill, finalizeFill } from './bookFill.ts';

type Node = Partial<ChainNode>;

function tells(operator: string, transaction = madeUpTransaction()): Node {
  return { operator, label: operator, transaction: async () => transaction };
}

async function setUp(nodes: readonly Node[]) {
  const platform = createFakePlatform();
  const all = await createFakeParts({ nodes, platform });
  const { tradeId, attempt } = all.sign();
  const { signature } = attempt;
  all.parts.log.record(tradeId, {
    name: 'AttemptConfirmed',
    signature,
    slot: '1010',
    witness: 'a',
  });
  const current = () => all.parts.log.current(tradeId);
  return { ...all, platform, tradeId, attempt, current };
}

describe('bookFill', () => {
  it('answers with what the transaction moved, and leaves the trade settling', async () => {
    const { parts, tradeId, attempt, current } = await setUp([tells('a')]);
    await bookFill(parts, tradeId, attempt);
    expect(current()).toMatchObject({
      status: 'settling',
      fill: { lamports: '100000000', tokenUnits: '2000', signature: attempt.signature },
      result: { success: true, status: 'settling', finality: 'confirmed', witnesses: 1 },
    });
  });

  it('stops at figures that do not add up, and answers with no success', async () => {
    const lie = madeUpTransaction({ tokenUnits: 1_979n });
    const { parts, tradeId, attempt, current, events } = await setUp([tells('a', lie)]);
    await bookFill(parts, tradeId, attempt);
    expect(current()).toMatchObject({
      status: 'conflicted',
      result: {
        success: false,
        status: 'conflicted',
        errorCode: 'FILL__MISMATCH',
        txSignature: attempt.signature,
      },
    });
    expect(current().fill).toBeUndefined();
    expect(events).toMatchObject([{ name: 'execution.trade.conflicted', level: 'error' }]);
  });

  it('leaves odd figures to finality where another operator could correct them', async () => {
    const lie = madeUpTransaction({ tokenUnits: 1_979n });
    const { parts, tradeId, attempt, current } = await setUp([tells('liar', lie), tells('b')]);
    const before = current();
    await bookFill(parts, tradeId, attempt);
    expect(current()).toEqual(before);
    expect(parts.hold.reason()).toBeUndefined();
  });

  it('books nothing for a trade that a person decided meanwhile', async () => {
    const state = { decide: () => {} };
    const node: Node = {
      transaction: async () => {
        state.decide();
        return madeUpTransaction();
      },
    };
    const { parts, tradeId, attempt, current } = await setUp([node]);
    const { signature } = attempt;
    const decision = { as: 'accepted', signature, reason: 'seen', by: 'ops' } as const;
    state.decide = () => {
      const result = { success: false };
      parts.log.record(tradeId, { name: 'TradeResolved', ...decision, result });
    };
    await bookFill(parts, tradeId, attempt);
    expect(current()).toMatchObject({ status: 'resolved', result: { success: false } });
    expect(current().fill).toBeUndefined();
  });

  it('books nothing of a transaction that no node serves in five seconds', async () => {
    const { parts, tradeId, attempt, current, platform } = await setUp([
      { transaction: async () => null },
    ]);
    const before = current();
    const booking = bookFill(parts, tradeId, attempt);
    await platform.advance(5_000);
    await booking;
    expect(current()).toEqual(before);
  });

  it('waits for a node that serves the transaction', async () => {
    let served = false;
    const node: Node = { transaction: async () => (served ? madeUpTransaction() : null) };
    const { parts, tradeId, attempt, current, platform } = await setUp([node]);
    const booking = bookFill(parts, tradeId, attempt);
    await platform.advance(1_000);
    expect(current().fill).toBeUndefined();
    served = true;
    await platform.advance(250);
    await booking;
    expect(current().fill).toMatchObject({ tokenUnits: '2000' });
  });
});

describe('finalizeFill', () => {
  it('moves the slot that balances are read from in one turn with the end of the trade', async () => {
    const { parts, tradeId, attempt, current } = await setUp([tells('a')]);
    const slots: Array<bigint | undefined> = [];
    const { record } = parts.log;
    const log: typeof parts.log = {
      ...parts.log,
      record: (...given) => {
        slots.push(parts.watermark.slot);
        return record(...given);
      },
    };
    await finalizeFill({ ...parts, log }, tradeId, attempt);
    expect(current().status).toBe('filled');
    expect(slots).toEqual([BigInt(current().fill?.slot ?? 0)]);
  });

  it.each([
    ['add up', madeUpTransaction()],
    ['do not add up', madeUpTransaction({ tokenUnits: 1_979n })],
  ])('leaves alone what a person decided meanwhile, where figures %s', async (_case, told) => {
    const state = { decide: () => {} };
    const node: Node = {
      transaction: async () => {
        state.decide();
        return told;
      },
    };
    const { parts, tradeId, attempt, current } = await setUp([node]);
    const { signature } = attempt;
    const decision = { as: 'accepted', signature, reason: 'seen', by: 'ops' } as const;
    state.decide = () => {
      const result = { success: false };
      parts.log.record(tradeId, { name: 'TradeResolved', ...decision, result });
    };
    await finalizeFill(parts, tradeId, attempt);
    expect(current().status).toBe('resolved');
    expect(parts.hold.reason()).toBeUndefined();
  });

  it('ends the trade when two operators tell the same', async () => {
    const { parts, tradeId, attempt, current } = await setUp([tells('a'), tells('b')]);
    await finalizeFill(parts, tradeId, attempt);
    expect(current()).toMatchObject({
      status: 'filled',
      result: { success: true, status: 'filled', finality: 'finalized', witnesses: 2 },
    });
  });

  it('takes a fee told without its priority part for the same', async () => {
    const partial = madeUpTransaction({ feeLamports: 5_000n });
    const { parts, tradeId, attempt, current } = await setUp([tells('a'), tells('b', partial)]);
    await finalizeFill(parts, tradeId, attempt);
    expect(current()).toMatchObject({ status: 'filled', result: { witnesses: 2 } });
  });

  it('ends nothing while two operators differ, nor for two nodes of one operator', async () => {
    const lie = madeUpTransaction({ tokenUnits: 9_999n });
    let told = lie;
    const liar: Node = { operator: 'b', transaction: async () => told };
    const { parts, tradeId, attempt, current, platform } = await setUp([
      tells('a'),
      tells('a'),
      liar,
    ]);
    const finalizing = finalizeFill(parts, tradeId, attempt);
    await platform.advance(5_000);
    expect(current().status).toBe('settling');
    told = madeUpTransaction();
    await platform.advance(1_000);
    await finalizing;
    expect(current()).toMatchObject({ status: 'filled', fill: { tokenUnits: '2000' } });
  });

  it('outvotes one operator that lies', async () => {
    const lie = madeUpTransaction({ tokenUnits: 9_999n });
    const nodes = [tells('liar', lie), tells('a'), tells('b')];
    const { parts, tradeId, attempt, current } = await setUp(nodes);
    await finalizeFill(parts, tradeId, attempt);
    expect(current()).toMatchObject({ status: 'filled', fill: { tokenUnits: '2000' } });
  });

  it('stops when two operators agree that the figures do not add up', async () => {
    const wrong = madeUpTransaction({ feeLamports: 7_000n });
    const nodes = [tells('a', wrong), tells('b', wrong)];
    const { parts, tradeId, attempt, current } = await setUp(nodes);
    await finalizeFill(parts, tradeId, attempt);
    expect(current()).toMatchObject({
      status: 'conflicted',
      result: { success: false, errorCode: 'FILL__MISMATCH' },
    });
  });

  it('says that a single operator is a single witness', async () => {
    const { parts, tradeId, attempt, current } = await setUp([tells('a')]);
    await finalizeFill(parts, tradeId, attempt);
    expect(current()).toMatchObject({ status: 'filled', result: { witnesses: 1 } });
  });
});
