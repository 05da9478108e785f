import { describe, expect, it } from 'vitest';

import type { ChainNode, TransactionReading } from '../chain/chainNode.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import { createFakeParts } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { madeUpTransaction, revertedTransaction } from '../testing/madeUpTransaction.ts';
import { settleExpiry, settleRevert } from './settleFailure.ts';

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
const EXPIRED = { kind: 'expired', witnesses: WITNESSES } as const;

function tells(operator: string, transaction: TransactionReading): Partial<ChainNode> {
  return { operator, transaction: async () => transaction };
}

async function setUp(nodes: ReadonlyArray<Partial<ChainNode>> = []) {
  const platform = createFakePlatform();
  const all = await createFakeParts({ nodes, platform });
  const { tradeId, attempt } = all.sign();
  const { signature } = attempt;
  const record = (...events: TradeEvent[]) => all.parts.log.record(tradeId, ...events);
  const confirm = () => record({ name: 'AttemptConfirmed', signature, slot: '1010', witness: 'a' });
  const current = () => all.parts.log.current(tradeId);
  const revert = async () => settleRevert(all.parts, tradeId, { attempt, outcome: REVERTED });
  const expire = () => {
    settleExpiry(all.parts, tradeId, { attempt, outcome: EXPIRED });
  };
  return { ...all, platform, tradeId, attempt, record, confirm, current, revert, expire };
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

  it('ends nothing when the transaction ran after all', async () => {
    const { revert, current } = await setUp([tells('a', madeUpTransaction())]);
    const before = current();
    expect(await revert()).toBe(false);
    expect(current()).toEqual(before);
  });

  it('takes a success back that was answered, and says so loudly', async () => {
    const { revert, confirm, current, names, tradeId, events } = await setUp([
      tells('a', revertedTransaction()),
    ]);
    confirm();
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
    const { expire, confirm, current, events } = await setUp();
    confirm();
    expire();
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'CONFIRM__ROLLED_BACK',
      result: { success: false, errorCode: 'CONFIRM__ROLLED_BACK' },
    });
    expect(events).toMatchObject([{ level: 'error' }]);
  });
});
