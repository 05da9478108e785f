import type { ExecutionResult } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { TradeEvent } from '../journal/tradeEvents.ts';
import { FAKE_SIGNATURE } from '../testing/fakeParts.ts';
import { fixtureFill } from '../testing/journalFixtures.ts';
import {
  keyed,
  leaveJournal,
  leaveTrade,
  openTestExecutor,
  QUIET_CHAIN,
  signedEvent,
  type RpcMethods,
} from '../testing/openTestExecutor.ts';

const signature = FAKE_SIGNATURE;
const CONFLICT: TradeEvent = {
  name: 'ConflictObserved',
  signature,
  detail: 'a deficit',
  result: { success: false, status: 'conflicted', errorCode: 'FILL__MISMATCH' },
};
const EXPIRED: TradeEvent = {
  name: 'AttemptExpired',
  signature,
  deathHeight: '1182',
  witnesses: [],
};
const FAILED: TradeEvent = {
  name: 'TradeFailed',
  code: 'CONFIRM__EXPIRED',
  result: { success: false, status: 'failed', errorCode: 'CONFIRM__EXPIRED' },
};
const SUCCESS: ExecutionResult = { success: true, status: 'settling', txSignature: signature };
const ANSWERED: readonly TradeEvent[] = [
  { name: 'AttemptConfirmed', signature, slot: '1010', witness: 'a' },
  { name: 'FillRead', fill: { ...fixtureFill(), signature }, result: SUCCESS },
];
const DECISION = { as: 'dead', reason: 'looked at the chain', by: 'ops' } as const;

/** A chain that shows every signature as asked. */
function chainShowing(status: object | null): RpcMethods {
  return {
    ...QUIET_CHAIN,
    getSignatureStatuses: ([signatures]) => ({
      context: { slot: 2_000n },
      value: (signatures as string[]).map(() => status),
    }),
  };
}

/** A chain far past the death of everything made up, that knows of nothing. */
const LONG_AFTER: RpcMethods = {
  ...chainShowing(null),
  getEpochInfo: () => ({ absoluteSlot: 2_000n, blockHeight: 1_900n, epoch: 1n, slotIndex: 1n }),
  getBlockHeight: () => 1_900n,
  getFirstAvailableBlock: () => 0n,
  isBlockhashValid: () => ({ context: { slot: 2_000n }, value: false }),
};

describe('a wallet with a conflict', () => {
  it('takes no new trade in any process until a person has decided, and claims no key', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'odd', signedEvent(), CONFLICT);
    });
    const { adapter } = openTestExecutor({ directory });
    expect(await adapter.isAvailable()).toBe(false);
    expect(await adapter.execute(keyed('new'))).toMatchObject({
      success: false,
      status: 'denied',
      errorCode: 'RISK__CONFLICT_UNRESOLVED',
      keyReusable: true,
    });
    expect(await adapter.lookup('new')).toBeUndefined();
    expect(await adapter.tradingState()).toMatchObject({ state: 'halted' });
    // What is known is told all the same.
    expect(await adapter.execute(keyed('odd'))).toMatchObject({ errorCode: 'FILL__MISMATCH' });

    expect(await adapter.resolve('odd', { ...DECISION, as: 'accepted' })).toMatchObject({
      status: 'resolved',
      errorCode: 'RESOLVE__ACCEPTED',
    });
    expect(await adapter.isAvailable()).toBe(true);
    expect(await adapter.lookup('odd')).toMatchObject({ status: 'resolved' });
  });

  it('still follows what it had signed', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'odd', signedEvent(), CONFLICT);
      leaveTrade(journal, 'signed', signedEvent());
    });
    const { adapter, platform, asked } = openTestExecutor({ directory });
    expect(await adapter.resume()).toEqual({ followed: ['signed'] });
    await platform.settle();
    expect(asked().filter((method) => method === 'getSignatureStatuses').length).toBeGreaterThan(1);
  });

  it('is found at the start when something held for dead is on chain', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'dead', signedEvent(), EXPIRED, FAILED);
    });
    const ran = { slot: 1_300n, confirmations: null, err: null, confirmationStatus: 'finalized' };
    const { adapter } = openTestExecutor({ directory, methods: chainShowing(ran) });
    expect(await adapter.lookup('dead')).toMatchObject({ status: 'failed' });
    expect(await adapter.execute(keyed('new'))).toMatchObject({
      errorCode: 'RISK__CONFLICT_UNRESOLVED',
    });
    expect(await adapter.lookup('dead')).toMatchObject({
      success: false,
      status: 'conflicted',
      errorCode: 'TRADE__CONFLICTED',
      txSignature: signature,
    });
  });
});

describe('resolve', () => {
  it('knows no key that the journal does not know', async () => {
    const { adapter } = openTestExecutor();
    expect(await adapter.resolve('nobody', DECISION)).toBeUndefined();
  });

  it('answers why a decision is not taken, and changes nothing', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'signed', signedEvent());
    });
    const methods = { ...LONG_AFTER, getEpochInfo: () => new Error('down') as never };
    const { adapter } = openTestExecutor({ directory, methods });
    expect(await adapter.resolve('signed', { ...DECISION, reason: '' })).toMatchObject({
      success: false,
      status: 'executing',
      errorCode: 'RESOLVE__VALUE_MISSING',
      idempotencyKey: 'signed',
      keyReusable: false,
    });
    expect(await adapter.resolve('signed', DECISION)).toMatchObject({
      status: 'executing',
      errorCode: 'RPC__UNAVAILABLE',
    });
  });

  it('ends what nobody can prove, for every later process', async () => {
    const directory = await leaveJournal((journal) => {
      const reason = 'one operator is configured';
      leaveTrade(journal, 'stuck', signedEvent(), { name: 'ExpiryUnprovable', signature, reason });
    });
    const first = openTestExecutor({ directory });
    expect(await first.adapter.lookup('stuck')).toMatchObject({
      success: false,
      status: 'executing',
      errorCode: 'CONFIRM__UNPROVABLE',
      txSignature: signature,
    });
    expect(await first.adapter.resolve('stuck', DECISION)).toMatchObject({
      success: false,
      status: 'resolved',
      errorCode: 'RESOLVE__HELD_FOR_DEAD',
    });
    await first.adapter.close();
    const next = openTestExecutor({ directory });
    expect(await next.adapter.execute(keyed('stuck'))).toMatchObject({
      status: 'resolved',
      errorCode: 'RESOLVE__HELD_FOR_DEAD',
      deduplicated: true,
    });
    expect(await next.adapter.resume()).toEqual({ followed: [] });
  });
});

describe('lookup', () => {
  it('has an unknown outcome seen through from then on', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'signed', signedEvent());
    });
    const config = { allowSingleWitness: true, maxRetries: 0 };
    const { adapter, platform } = openTestExecutor({ directory, methods: LONG_AFTER, config });
    expect(await adapter.lookup('signed')).toMatchObject({ errorCode: 'CONFIRM__OUTCOME_UNKNOWN' });
    await platform.advance(5_000);
    expect(await adapter.lookup('signed')).toMatchObject({
      status: 'failed',
      errorCode: 'CONFIRM__EXPIRED',
    });
  });

  it('tells a success until it is known to be rolled back, and its end after that', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'answered', signedEvent(), ...ANSWERED);
    });
    const config = { allowSingleWitness: true, maxRetries: 9 };
    const test = openTestExecutor({ directory, methods: LONG_AFTER, config });
    expect(await test.adapter.lookup('answered')).toMatchObject({ success: true });
    await test.platform.advance(5_000);
    const end = { success: false, status: 'failed', errorCode: 'CONFIRM__ROLLED_BACK' };
    expect(await test.adapter.lookup('answered')).toMatchObject(end);
    await test.adapter.close();
    const next = openTestExecutor({ directory, methods: LONG_AFTER, config });
    expect(await next.adapter.execute(keyed('answered'))).toMatchObject({ ...end, attempts: 1 });
  });
});

describe('cancel', () => {
  it('is what a repeat is answered with that waited for the chain in vain meanwhile', async () => {
    const gate = Promise.withResolvers<void>();
    const hold = { method: 'getGenesisHash', until: gate.promise };
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'unsigned');
    });
    const { adapter, platform } = openTestExecutor({ directory, hold, methods: {} });
    const repeat = adapter.execute(keyed('unsigned'));
    await platform.settle();
    expect(await adapter.cancel('unsigned')).toMatchObject({ status: 'cancelled' });
    gate.resolve();
    expect(await repeat).toMatchObject({ status: 'cancelled', errorCode: 'TRADE__CANCELLED' });
  });

  it('means the trade that can move money first, whatever this process may do', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'live', signedEvent());
    });
    const { adapter } = openTestExecutor({ directory, config: { dryRun: true } });
    expect(await adapter.cancel('live')).toMatchObject({
      status: 'executing',
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
    });
  });
});
