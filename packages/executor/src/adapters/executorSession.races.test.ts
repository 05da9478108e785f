import { describe, expect, it } from 'vitest';

import type { FakePlatform } from '../testing/fakePlatform.ts';
import { FAKE_SIGNATURE } from '../testing/fakeParts.ts';
import { FIXTURE_NOW_MS } from '../testing/journalFixtures.ts';
import {
  keyed,
  leaveJournal,
  leaveTrade,
  openTestExecutor,
  signedEvent,
} from '../testing/openTestExecutor.ts';

function breakable(isBroken: () => boolean) {
  return (platform: FakePlatform): FakePlatform => ({
    ...platform,
    openDatabase: (...given) => {
      const database = platform.openDatabase(...given);
      const isJournal = given[0].endsWith('journal.sqlite');
      const exec = (sql: string): void => {
        if (isJournal && isBroken() && sql === 'BEGIN IMMEDIATE') throw new Error('disk full');
        database.exec(sql);
      };
      return { ...database, exec };
    },
  });
}

describe('taking up', () => {
  it('signs nothing of a trade that is cancelled while the chain is being looked at', async () => {
    const gate = Promise.withResolvers<void>();
    const hold = { method: 'getSignatureStatuses', until: gate.promise };
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'signed', signedEvent());
      leaveTrade(journal, 'unsigned');
    });
    const { adapter, platform } = openTestExecutor({ directory, hold });
    const resuming = adapter.resume();
    await platform.settle();
    expect(await adapter.cancel('unsigned')).toMatchObject({ status: 'cancelled' });
    gate.resolve();
    expect(await resuming).toEqual({ followed: ['signed'] });
  });

  it('follows what is signed before it signs anything else of the same token', async () => {
    const directory = await leaveJournal((journal) => {
      // Asked for first, denied, and reopened once the other was signed.
      leaveTrade(journal, 'unsigned');
      leaveTrade(journal, 'signed', signedEvent());
    });
    const { adapter, platform, asked } = openTestExecutor({ directory });
    expect(await adapter.resume()).toEqual({ followed: ['signed', 'unsigned'] });
    await platform.advance(5_000);
    expect(asked()).toContain('sendTransaction');
    expect(asked()).not.toContain('getLatestBlockhash');
    expect(await adapter.lookup('unsigned')).toMatchObject({ status: 'admitted' });
  });

  it('is tried again for a trade that the journal could not take', async () => {
    let isBroken = false;
    const wrap = breakable(() => isBroken);
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'late');
    });
    const clock = { nowMs: () => FIXTURE_NOW_MS + 100_000 };
    const { adapter } = openTestExecutor({ directory, wrap, config: { clock } });
    await adapter.lookup('another');
    isBroken = true;
    await expect(adapter.resume()).rejects.toMatchObject({ code: 'JOURNAL__UNAVAILABLE' });
    isBroken = false;
    expect(await adapter.resume()).toEqual({ followed: ['late'] });
    expect(await adapter.lookup('late')).toMatchObject({ errorCode: 'DEADLINE__EXPIRED' });
  });
});

describe('close', () => {
  it('lets every caller wait until the journal has been given back', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'signed', signedEvent());
    });
    const { adapter } = openTestExecutor({ directory });
    await adapter.resume();
    let isFirstDone = false;
    const first = adapter.close().then(() => {
      isFirstDone = true;
    });
    await adapter.close();
    expect(isFirstDone).toBe(true);
    await first;
    const next = openTestExecutor({ directory });
    expect(await next.adapter.lookup('signed')).toMatchObject({ txSignature: FAKE_SIGNATURE });
  });

  it('has nothing to give back where the journal cannot be opened', async () => {
    const wrap = (platform: FakePlatform): FakePlatform => ({
      ...platform,
      openDatabase: () => {
        throw new Error('disk full');
      },
    });
    const { adapter } = openTestExecutor({ wrap });
    const answer = adapter.execute(keyed('key'));
    await expect(adapter.close()).resolves.toBeUndefined();
    expect(await answer).toMatchObject({ success: false });
  });
});

describe('a node of another chain among the nodes', () => {
  const GENESIS = 'sandbox-genesis';

  async function setUp(options: { readonly bound?: string; readonly cluster?: 'devnet' } = {}) {
    const directory = await leaveJournal((journal) => {
      if (options.bound !== undefined) journal.bind('genesis', options.bound);
      leaveTrade(journal, 'signed', signedEvent());
      leaveTrade(journal, 'unsigned');
    });
    const state = { isStrange: true };
    const wrap = (bare: FakePlatform): FakePlatform => ({
      ...bare,
      http: async (request) => {
        const answer = await bare.http(request);
        if (!state.isStrange || !request.url.includes('node-c')) return answer;
        return { ...answer, body: answer.body.replace(GENESIS, 'another-genesis') };
      },
    });
    const operators = ['a', 'b', 'c'];
    const { cluster } = options;
    const config = cluster === undefined ? {} : { cluster };
    return { state, ...openTestExecutor({ directory, wrap, operators, config }) };
  }

  const mismatch = { code: 'CONFIG__CLUSTER_MISMATCH' };

  it('keeps nothing signed from being followed, and everything else from being signed', async () => {
    const { adapter, platform, asked, state } = await setUp({ bound: GENESIS });
    expect(await adapter.resume()).toMatchObject({ followed: ['signed'], problem: mismatch });
    await platform.advance(5_000);
    expect(asked()).toContain('getSignatureStatuses');
    expect(asked()).toContain('sendTransaction');
    expect(asked()).not.toContain('getLatestBlockhash');
    const refused = { success: false, errorCode: mismatch.code };
    expect(await adapter.execute(keyed('new'))).toMatchObject(refused);
    state.isStrange = false;
    expect(await adapter.resume()).toEqual({ followed: ['signed', 'unsigned'] });
    expect(await adapter.isAvailable()).toBe(true);
  });

  it.each([
    ['where the journal is bound to no chain yet', {}],
    ['where no node serves the chain of the journal', { bound: 'a-third-genesis' }],
    [
      'where the chain of the journal is not the one configured',
      { bound: GENESIS, cluster: 'devnet' },
    ],
  ] as const)('lets nothing be followed %s', async (_case, options) => {
    const { adapter, asked } = await setUp(options);
    expect(await adapter.resume()).toMatchObject({ followed: [], problem: mismatch });
    expect(asked()).not.toContain('getSignatureStatuses');
  });
});
