import { describe, expect, it } from 'vitest';

import type { ChainNode, TransactionReading } from '../chain/chainNode.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import { createFakeParts } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { FIXTURE_NOW_MS, fixtureFill } from '../testing/journalFixtures.ts';
import { madeUpTransaction, revertedTransaction } from '../testing/madeUpTransaction.ts';
import { settleDeadTrade, settleExpiry, settleRevert } from './settleDeath.ts';

const REVERTED = { kind: 'reverted', slot: 1_010n, error: '"x"', witness: 'a' } as const;
const WITNESSES = [
  {
    label: 'a',
    operator: 'a',
    finalizedHeight: '1200',
    statusSlot: '1300',
    firstAvailableSlot: '0',
  },
];
const FAILURE = { success: false } as const;
const EXPIRED = { kind: 'expired', witnesses: WITNESSES } as const;

function tells(operator: string, transaction: TransactionReading): Partial<ChainNode> {
  return { operator, transaction: async () => transaction };
}

async function setUp(nodes: ReadonlyArray<Partial<ChainNode>> = [], maxRetries = 0) {
  const platform = createFakePlatform();
  const all = await createFakeParts({ nodes, platform, config: { maxRetries } });
  const { tradeId, attempt } = all.sign();
  const { signature } = attempt;
  const record = (...events: TradeEvent[]) => all.parts.log.record(tradeId, ...events);
  const confirm = () => record({ name: 'AttemptConfirmed', signature, slot: '1010', witness: 'a' });
  const answer = () => {
    confirm();
    const fill = { ...fixtureFill(), signature };
    record({ name: 'FillRead', fill, result: { success: true } });
  };
  const current = () => all.parts.log.current(tradeId);
  const revert = async () => settleRevert(all.parts, tradeId, { attempt, outcome: REVERTED });
  const expire = () => {
    settleExpiry(all.parts, tradeId, { attempt, outcome: EXPIRED });
  };
  return { ...all, platform, tradeId, attempt, record, confirm, answer, current, revert, expire };
}

describe('settleRevert', () => {
  it('fails the trade with the reason and counts the fee that is spent', async () => {
    const { revert, current, names, tradeId, attempt, events } = await setUp([
      tells('a', revertedTransaction()),
    ]);
    expect(await revert()).toBe(true);
    expect(names(tradeId).slice(-2)).toEqual(['AttemptReverted', 'TradeFailed']);
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'CONFIRM__SLIPPAGE_EXCEEDED',
      attempts: [{ status: 'reverted', revertFeeLamports: '6000' }],
      result: {
        success: false,
        status: 'failed',
        txSignature: attempt.signature,
        fees: { networkFee: 5_000, priorityFee: 1_000, totalFee: 6_000 },
        totalCostLamports: 6_000,
      },
    });
    expect(events).toMatchObject([{ level: 'warn', name: 'execution.trade.failed' }]);
  });

  it('has nothing read after it that is older than what it cost', async () => {
    const { revert, parts } = await setUp([tells('a', revertedTransaction())], 1);
    await revert();
    expect(parts.watermark.slot).toBe(REVERTED.slot);
  });

  it('leaves alone what a person has decided while the last node was asked', async () => {
    const state = { decide: () => {} };
    const node: Partial<ChainNode> = {
      transaction: async () => {
        state.decide();
        return revertedTransaction();
      },
    };
    const { revert, current, attempt, record } = await setUp([node]);
    const { signature } = attempt;
    const decision = { as: 'dead', signature, reason: 'seen', by: 'ops' } as const;
    state.decide = () => void record({ name: 'TradeResolved', ...decision, result: FAILURE });
    expect(await revert()).toBe(true);
    expect(current()).toMatchObject({ status: 'resolved', attempts: [{ status: 'signed' }] });
  });

  it('leaves a trade for a further attempt where slippage undid it, and keeps why', async () => {
    const { revert, current, names, tradeId, events } = await setUp(
      [tells('a', revertedTransaction())],
      1,
    );
    expect(await revert()).toBe(true);
    expect(names(tradeId).at(-1)).toBe('AttemptReverted');
    expect(current()).toMatchObject({
      status: 'admitted',
      attempts: [{ status: 'reverted', revertCode: 'CONFIRM__SLIPPAGE_EXCEEDED' }],
    });
    expect(events).toMatchObject([{ level: 'warn', name: 'execution.attempt.dead' }]);
  });

  it('fails a trade that reverted for a reason nobody knows, however many tries are left', async () => {
    const unknown = revertedTransaction({ logs: [] });
    const { revert, current } = await setUp([tells('a', unknown)], 9);
    expect(await revert()).toBe(true);
    expect(current()).toMatchObject({ status: 'failed', errorCode: 'CONFIRM__REVERTED' });
  });

  it.each([
    { end: 'failed', maxRetries: 0, isCancelled: false, reserved: 0n },
    { end: 'cancelled', maxRetries: 9, isCancelled: true, reserved: 0n },
    { end: 'admitted', maxRetries: 9, isCancelled: false, reserved: 5n },
  ])('leaves $reserved lamports reserved of a trade that is $end', async (given) => {
    const { revert, record, current, parts, tradeId } = await setUp(
      [tells('a', revertedTransaction())],
      given.maxRetries,
    );
    parts.ledger.reserve(tradeId, 5n);
    if (given.isCancelled) record({ name: 'CancelRequested' });
    await revert();
    expect(current().status).toBe(given.end);
    expect(parts.ledger.reservedBesides('another')).toBe(given.reserved);
  });

  it('leaves to the next process what would be tried again while the adapter closes', async () => {
    const { revert, current, events, closing } = await setUp(
      [tells('a', revertedTransaction())],
      9,
    );
    closing.abort();
    expect(await revert()).toBe(true);
    expect(current().status).toBe('admitted');
    expect(events).toMatchObject([{ level: 'warn', name: 'execution.attempt.dead' }]);
  });

  it('ends as cancelled, with its costs, what reverted after a cancel was asked for', async () => {
    const { revert, record, current, events } = await setUp([tells('a', revertedTransaction())], 9);
    record({ name: 'CancelRequested' });
    expect(await revert()).toBe(true);
    expect(current()).toMatchObject({
      status: 'cancelled',
      errorCode: 'CONFIRM__CANCELLED',
      result: { success: false, status: 'cancelled', totalCostLamports: 6_000 },
    });
    expect(events).toMatchObject([{ name: 'execution.trade.cancelled' }]);
  });

  it('ends nothing that a person has decided meanwhile', async () => {
    const { revert, record, current, attempt } = await setUp([tells('a', revertedTransaction())]);
    const { signature } = attempt;
    record({
      name: 'TradeResolved',
      as: 'landed',
      signature,
      reason: 'seen',
      by: 'ops',
      result: { success: true },
    });
    expect(await revert()).toBe(true);
    expect(current().status).toBe('resolved');
  });

  it('ends nothing when the transaction ran after all', async () => {
    const { revert, current } = await setUp([tells('a', madeUpTransaction())]);
    const before = current();
    expect(await revert()).toBe(false);
    expect(current()).toEqual(before);
  });

  it('takes a success back that was answered, and says so loudly', async () => {
    const { revert, answer, current, names, tradeId, events } = await setUp(
      [tells('a', revertedTransaction())],
      9,
    );
    answer();
    expect(await revert()).toBe(true);
    expect(names(tradeId).slice(-3)).toEqual([
      'AttemptRolledBack',
      'AttemptReverted',
      'TradeFailed',
    ]);
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'CONFIRM__ROLLED_BACK',
      result: { success: false, errorCode: 'CONFIRM__ROLLED_BACK' },
    });
    expect(events).toMatchObject([{ level: 'error' }]);
  });

  it('waits until two operators tell of the failure where two are configured', async () => {
    let told: TransactionReading | null = null;
    const second: Partial<ChainNode> = { operator: 'b', transaction: async () => told };
    const { revert, current, platform } = await setUp([tells('a', revertedTransaction()), second]);
    const reverting = revert();
    await platform.advance(3_000);
    expect(current().status).toBe('executing');
    told = madeUpTransaction();
    await platform.advance(3_000);
    expect(current().status).toBe('executing');
    told = revertedTransaction();
    await platform.advance(1_000);
    expect(await reverting).toBe(true);
    expect(current().status).toBe('failed');
  });

  it('believes two operators that it ran against one that says it failed', async () => {
    const { revert, current } = await setUp([
      tells('liar', revertedTransaction()),
      tells('a', madeUpTransaction()),
      tells('b', madeUpTransaction()),
    ]);
    expect(await revert()).toBe(false);
    expect(current().status).toBe('executing');
  });
});

describe('settleExpiry', () => {
  it('fails a trade whose attempt is proven dead, and keeps the proof', async () => {
    const { expire, current, names, tradeId, attempt, journal } = await setUp();
    expire();
    expect(names(tradeId).slice(-2)).toEqual(['AttemptExpired', 'TradeFailed']);
    const events = journal.history(tradeId)?.events.map(({ event }) => event);
    expect(events?.at(-2)).toMatchObject({ witnesses: WITNESSES, deathHeight: '1182' });
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'CONFIRM__EXPIRED',
      attempts: [{ status: 'expired' }],
      result: { success: false, txSignature: attempt.signature },
    });
  });

  it('rolls back what was seen in a block before it was proven dead', async () => {
    const { expire, current, names, record, tradeId, attempt } = await setUp();
    record({
      name: 'SeenOnChain',
      signature: attempt.signature,
      slot: '1010',
      commitment: 'processed',
      error: null,
      witness: 'a',
    });
    expire();
    expect(names(tradeId).slice(-3)).toEqual([
      'AttemptRolledBack',
      'AttemptExpired',
      'TradeFailed',
    ]);
    expect(current().errorCode).toBe('CONFIRM__EXPIRED');
  });

  it('takes a success back that was answered, and says so loudly', async () => {
    const { expire, answer, current, events } = await setUp([], 9);
    answer();
    expire();
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'CONFIRM__ROLLED_BACK',
      result: { success: false, errorCode: 'CONFIRM__ROLLED_BACK' },
    });
    expect(events).toMatchObject([{ level: 'error' }]);
  });
});

describe('settleDeadTrade', () => {
  async function dead(maxRetries: number) {
    const all = await setUp([], 9);
    all.expire();
    Object.assign(all.parts, { config: { ...all.parts.config, maxRetries } });
    return { ...all, settle: () => settleDeadTrade(all.parts, all.tradeId) };
  }

  it('writes nothing about a trade that may go on', async () => {
    const { settle, names, tradeId, events } = await dead(1);
    const before = names(tradeId).length;
    const told = events.length;
    expect(settle()).toBe(true);
    expect(names(tradeId)).toHaveLength(before);
    expect(events).toHaveLength(told);
  });

  it('fails a trade that has used its attempts up', async () => {
    const { settle, current } = await dead(0);
    expect(settle()).toBe(false);
    expect(current()).toMatchObject({ status: 'failed', errorCode: 'CONFIRM__EXPIRED' });
  });

  it('fails, and does not deny, a trade whose deadline has passed', async () => {
    const { settle, current, parts } = await dead(1);
    Object.assign(parts, {
      deadlineClock: { ...parts.deadlineClock, nowMs: () => FIXTURE_NOW_MS + 90_000 },
    });
    expect(settle()).toBe(false);
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'DEADLINE__EXPIRED',
      result: { status: 'failed', keyReusable: false, attempts: 1 },
    });
  });
});
