import { describe, expect, it } from 'vitest';

import type { FakePlatform } from '../testing/fakePlatform.ts';
import { FAKE_SIGNATURE } from '../testing/fakeParts.ts';
import { fixtureDenied } from '../testing/journalFixtures.ts';
import {
  keyed,
  leaveJournal,
  leaveTrade,
  openTestExecutor,
  signedEvent,
} from '../testing/openTestExecutor.ts';

/** An adapter over an unsigned, a signed and a denied trade, whose disk fails when told. */
async function setUp({ genesis }: { readonly genesis?: string } = {}) {
  const directory = await leaveJournal((journal) => {
    if (genesis !== undefined) journal.bind('genesis', genesis);
    leaveTrade(journal, 'signed', signedEvent());
    leaveTrade(journal, 'unsigned');
    const denied = fixtureDenied('RISK__TRADE_EXCEEDS_MAXIMUM');
    leaveTrade(journal, 'ended', { name: 'TradeFailed', code: denied.code, result: denied.result });
  });
  const disk = { isFull: false };
  const wrap = (platform: FakePlatform): FakePlatform => ({
    ...platform,
    openDatabase: (...given) => {
      const database = platform.openDatabase(...given);
      const exec = (sql: string): void => {
        if (disk.isFull && sql === 'COMMIT') throw new Error('the disk is full');
        database.exec(sql);
      };
      return { ...database, exec };
    },
  });
  const gate = Promise.withResolvers<void>();
  const hold = { method: 'getGenesisHash', until: gate.promise };
  const { adapter, asked } = openTestExecutor({ directory, wrap, hold });
  const breakDisk = async (): Promise<void> => {
    await adapter.lookup('ended');
    disk.isFull = true;
    const cancelled = adapter.cancel('unsigned');
    await expect(cancelled).rejects.toMatchObject({ code: 'JOURNAL__UNAVAILABLE' });
    disk.isFull = false;
  };
  return { adapter, breakDisk, gate, asked };
}

describe('an adapter whose journal is broken', () => {
  it('does not answer with an end that only memory knows', async () => {
    const { adapter, breakDisk, gate } = await setUp();
    await breakDisk();
    const unknown = {
      success: false,
      status: 'admitted',
      errorCode: 'JOURNAL__WRITE_UNCERTAIN',
      idempotencyKey: 'unsigned',
    };
    expect(await adapter.lookup('unsigned')).toMatchObject(unknown);
    gate.resolve();
    expect(await adapter.execute(keyed('unsigned'))).toMatchObject(unknown);
  });

  it('follows what an earlier process signed, though it can write nothing down', async () => {
    const { adapter, breakDisk, gate, asked } = await setUp({ genesis: 'sandbox-genesis' });
    await breakDisk();
    gate.resolve();
    expect(await adapter.resume()).toEqual({ followed: ['signed', 'unsigned'] });
    expect(asked()).toContain('getSignatureStatuses');
  });

  it('names the signature of what is under way, and answers what is on disk', async () => {
    const { adapter, breakDisk, gate } = await setUp();
    await breakDisk();
    gate.resolve();
    expect(await adapter.execute(keyed('signed'))).toMatchObject({
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
      txSignature: FAKE_SIGNATURE,
    });
    expect(await adapter.lookup('ended')).toMatchObject({
      errorCode: 'RISK__TRADE_EXCEEDS_MAXIMUM',
    });
  });

  it('takes no new trade, and says so before it is asked', async () => {
    const { adapter, breakDisk } = await setUp();
    await breakDisk();
    expect(await adapter.isAvailable()).toBe(false);
    expect(await adapter.tradingState()).toMatchObject({
      state: 'halted',
      openTrades: 2,
      reason: expect.stringContaining('the disk is full'),
    });
    expect(await adapter.execute(keyed('another'))).toMatchObject({
      errorCode: 'JOURNAL__UNAVAILABLE',
      status: 'denied',
    });
    expect(await adapter.lookup('another')).toBeUndefined();
  });
});
