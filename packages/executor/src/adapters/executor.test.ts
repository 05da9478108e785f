import type { ExecutionResult } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { WAITING_TRADES_MAX } from '../config/defaults.ts';
import { FAKE_SIGNATURE } from '../testing/fakeParts.ts';
import type { FakePlatform } from '../testing/fakePlatform.ts';
import { fixtureDenied, fixtureFill } from '../testing/journalFixtures.ts';
import {
  answerWithin,
  keyed,
  leaveJournal,
  leaveTrade,
  openTestExecutor,
  QUIET_CHAIN,
  signedEvent,
} from '../testing/openTestExecutor.ts';

const SUCCESS: ExecutionResult = { success: true, status: 'settling', txSignature: FAKE_SIGNATURE };
const CONFIRMED = {
  name: 'AttemptConfirmed',
  signature: FAKE_SIGNATURE,
  slot: '1010',
  witness: 'a',
} as const;
const FILL_READ = {
  name: 'FillRead',
  fill: { ...fixtureFill(), signature: FAKE_SIGNATURE },
  result: SUCCESS,
} as const;

/** Keeps every trade at its first look at the chain until it is let go. */
function held() {
  const gate = Promise.withResolvers<void>();
  const hold = { method: 'getMultipleAccounts', until: gate.promise };
  return { gate, hold };
}

describe('a known key', () => {
  it('is answered from the journal before anything is asked of the chain', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'denied', { ...fixtureDenied('DEADLINE__EXPIRED') });
    });
    const { adapter, asked } = openTestExecutor({ directory, methods: {} });
    expect(await adapter.execute(keyed('denied'))).toMatchObject({
      success: false,
      errorCode: 'DEADLINE__EXPIRED',
      deduplicated: true,
    });
    expect(asked()).toEqual([]);
  });

  it('keeps its trade when another is asked for under it', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'taken', signedEvent());
    });
    const { adapter, asked } = openTestExecutor({ directory, methods: {} });
    expect(await adapter.execute(keyed('taken', { amount: 0.2 }))).toMatchObject({
      success: false,
      errorCode: 'IDEMPOTENCY__REQUEST_MISMATCH',
      keyReusable: false,
    });
    expect(asked()).toEqual([]);
  });

  it('that is signed names its signature when the wait ends first, and is not signed again', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'signed', signedEvent());
    });
    const test = openTestExecutor({ directory });
    const answer = test.adapter.execute(keyed('signed', { waitMs: 700 }));
    expect(await answerWithin(test, answer, 700)).toMatchObject({
      success: false,
      status: 'executing',
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
      txSignature: FAKE_SIGNATURE,
      deathHeight: 1_182,
      deduplicated: true,
      attempts: 1,
    });
  });

  it('that was answered as a success is told as one to whoever does not want to wait', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'settling', signedEvent(), CONFIRMED, FILL_READ);
    });
    const { adapter } = openTestExecutor({ directory });
    expect(await adapter.execute(keyed('settling', { waitMs: 0 }))).toMatchObject({
      ...SUCCESS,
      deduplicated: true,
    });
  });

  it('tells what the journal has while the chain cannot be reached', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'signed', signedEvent());
      leaveTrade(journal, 'settling', signedEvent(), CONFIRMED, FILL_READ);
    });
    const { adapter } = openTestExecutor({ directory, methods: {} });
    expect(await adapter.execute(keyed('signed'))).toMatchObject({
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
      txSignature: FAKE_SIGNATURE,
    });
    expect(await adapter.execute(keyed('settling'))).toMatchObject({
      ...SUCCESS,
      deduplicated: true,
    });
    expect(await adapter.lookup('settling')).toMatchObject(SUCCESS);
    expect(await adapter.resume()).toMatchObject({
      followed: [],
      problem: { code: 'RPC__UNAVAILABLE' },
    });
  });

  it('tells what became of it while the chain was asked in vain', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'waiting');
    });
    const until = Promise.withResolvers<void>();
    const hold = { method: 'getGenesisHash', until: until.promise };
    const { adapter } = openTestExecutor({ directory, methods: {}, hold });
    const asked = adapter.execute(keyed('waiting'));
    await adapter.cancel('waiting');
    until.resolve();
    expect(await asked).toMatchObject({ status: 'cancelled', errorCode: 'TRADE__CANCELLED' });
  });

  it('that was denied and may be used again is tried again', async () => {
    const { adapter, asked } = openTestExecutor();
    const first = await adapter.execute(keyed('again'));
    expect(first).toMatchObject({ errorCode: 'RPC__UNAVAILABLE', keyReusable: true });
    const looks = asked().length;
    expect(await adapter.execute(keyed('again'))).toMatchObject({
      errorCode: 'RPC__UNAVAILABLE',
      deduplicated: false,
    });
    expect(asked().length).toBeGreaterThan(looks);
  });
});

describe('a new key', () => {
  it('is one trade for any number of equal calls at once', async () => {
    const { gate, hold } = held();
    const { adapter, platform, asked } = openTestExecutor({ hold });
    const calls = Array.from({ length: 5 }, async () => adapter.execute(keyed('often')));
    await platform.settle();
    expect(await adapter.tradingState()).toEqual({ state: 'active', openTrades: 1 });
    gate.resolve();
    const answers = await Promise.all(calls);
    expect(new Set(answers.map((answer) => answer.errorCode)).size).toBe(1);
    expect(asked().filter((method) => method === 'getMultipleAccounts')).toHaveLength(1);
    expect(answers.filter((answer) => answer.deduplicated !== true)).toHaveLength(1);
  });

  it('is not lost when the wait ends before the signature', async () => {
    const { hold, gate } = held();
    const test = openTestExecutor({ hold });
    const answer = test.adapter.execute(keyed('slow', { waitMs: 100 }));
    expect(await answerWithin(test, answer, 100)).toMatchObject({
      success: false,
      status: 'admitted',
      errorCode: 'EXECUTOR__STILL_WORKING',
      idempotencyKey: 'slow',
      deduplicated: false,
    });
    gate.resolve();
  });

  it('is answered as soon as it is claimed to whoever does not want to wait', async () => {
    const { hold, gate } = held();
    const { adapter } = openTestExecutor({ hold });
    // The clock stands still: a wait of any length would not end.
    expect(await adapter.execute(keyed('at-once', { waitMs: 0 }))).toMatchObject({
      status: 'admitted',
      errorCode: 'EXECUTOR__STILL_WORKING',
      deduplicated: false,
    });
    gate.resolve();
  });

  it('is not claimed when too many trades wait for the token', async () => {
    const { hold, gate } = held();
    const { adapter, platform } = openTestExecutor({ hold });
    const calls = Array.from({ length: WAITING_TRADES_MAX }, async (_, index) =>
      adapter.execute(keyed(`waiting-${index}`)),
    );
    await platform.settle();
    expect(await adapter.execute(keyed('too-many'))).toMatchObject({
      errorCode: 'EXECUTOR__QUEUE_FULL',
      keyReusable: true,
    });
    expect(await adapter.lookup('too-many')).toBeUndefined();
    gate.resolve();
    await Promise.all(calls);
  });

  it('is not claimed while the chain cannot be reached', async () => {
    const { adapter } = openTestExecutor({ methods: {} });
    expect(await adapter.isAvailable()).toBe(false);
    expect(await adapter.execute(keyed('new'))).toMatchObject({
      errorCode: 'RPC__UNAVAILABLE',
      status: 'denied',
    });
    expect(await adapter.lookup('new')).toBeUndefined();
    expect(await adapter.tradingState()).toMatchObject({ state: 'halted', openTrades: 0 });
  });

  it('is simulated, and says so, in a dry-run without a node', async () => {
    const { adapter } = openTestExecutor({ config: { dryRun: true }, hasNoNode: true });
    expect(await adapter.execute(keyed('dry'))).toMatchObject({
      success: true,
      simulated: true,
      dryRun: true,
      errorCode: 'DRYRUN__SIMULATED',
      deduplicated: false,
    });
    expect(await adapter.execute(keyed('dry'))).toMatchObject({ deduplicated: true });
  });
});

describe('cancel', () => {
  it('ends what is not signed, and tells its caller', async () => {
    const { hold, gate } = held();
    const { adapter, platform } = openTestExecutor({ hold });
    const answer = adapter.execute(keyed('unsigned'));
    await platform.settle();
    expect(await adapter.cancel('unsigned')).toMatchObject({
      status: 'cancelled',
      errorCode: 'TRADE__CANCELLED',
    });
    expect(await answer).toMatchObject({ status: 'cancelled', deduplicated: false });
    gate.resolve();
    await adapter.idle();
    expect(await adapter.lookup('unsigned')).toMatchObject({ status: 'cancelled' });
  });

  it('cannot take back what is signed and says that it can land', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'signed', signedEvent());
    });
    const { adapter } = openTestExecutor({ directory });
    expect(await adapter.cancel('signed')).toMatchObject({
      status: 'executing',
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
    });
    expect(await adapter.cancel('nobody')).toBeUndefined();
  });
});

describe('a broken journal', () => {
  it('is an answer, not an exception', async () => {
    const wrap = (platform: FakePlatform): FakePlatform => ({
      ...platform,
      openDatabase: () => {
        throw new Error('disk full');
      },
    });
    const { adapter } = openTestExecutor({ wrap });
    expect(await adapter.execute(keyed('key'))).toMatchObject({
      success: false,
      errorCode: 'JOURNAL__UNAVAILABLE',
    });
    expect(await adapter.isAvailable()).toBe(false);
  });

  it('leaves the outcome of a signed trade unknown when it breaks under it, and names it', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'signed', signedEvent());
    });
    let isBroken = false;
    const wrap = (platform: FakePlatform): FakePlatform => ({
      ...platform,
      openDatabase: (...given) => {
        const database = platform.openDatabase(...given);
        const exec = (sql: string): void => {
          if (isBroken && sql.startsWith('BEGIN')) throw new Error('disk full');
          database.exec(sql);
        };
        return { ...database, exec };
      },
    });
    const test = openTestExecutor({ directory, wrap });
    const answer = test.adapter.execute(keyed('signed'));
    await test.platform.settle();
    isBroken = true;
    test.methods['getSignatureStatuses'] = () => ({
      context: { slot: 1_020n },
      value: [{ slot: 1_010n, confirmations: 1n, err: null, confirmationStatus: 'confirmed' }],
    });
    expect(await answerWithin(test, answer, 400)).toMatchObject({
      success: false,
      status: 'executing',
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
      txSignature: FAKE_SIGNATURE,
      deathHeight: 1_182,
      idempotencyKey: 'signed',
    });
  });
});

describe('a journal that breaks while a key is taken', () => {
  it('leaves open whether the trade was taken', async () => {
    let isBroken = false;
    const wrap = (platform: FakePlatform): FakePlatform => ({
      ...platform,
      openDatabase: (...given) => {
        const database = platform.openDatabase(...given);
        const exec = (sql: string): void => {
          if (isBroken && sql === 'COMMIT') throw new Error('disk full');
          database.exec(sql);
        };
        return { ...database, exec };
      },
    });
    const { adapter } = openTestExecutor({ wrap });
    expect(await adapter.isAvailable()).toBe(true);
    isBroken = true;
    expect(await adapter.execute(keyed('key'))).toMatchObject({
      success: false,
      errorCode: 'JOURNAL__WRITE_UNCERTAIN',
      idempotencyKey: 'key',
    });
  });
});

describe('close', () => {
  it('answers who waits, and takes nothing new', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'signed', signedEvent());
    });
    const { adapter, platform, asked } = openTestExecutor({ directory });
    const waiting = adapter.execute(keyed('signed'));
    await platform.settle();
    await adapter.close();
    expect(await waiting).toMatchObject({
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
      txSignature: FAKE_SIGNATURE,
    });
    const count = asked().length;
    expect(await adapter.execute(keyed('late'))).toMatchObject({ errorCode: 'EXECUTOR__CLOSED' });
    expect(await adapter.isAvailable()).toBe(false);
    expect(asked()).toHaveLength(count);
  });

  it('claims nothing for a caller that was still waiting for the chain', async () => {
    const gate = Promise.withResolvers<void>();
    const hold = { method: 'getGenesisHash', until: gate.promise };
    const directory = await leaveJournal(() => undefined);
    const { adapter, platform } = openTestExecutor({ directory, hold });
    const answer = adapter.execute(keyed('early'));
    await platform.settle();
    const closing = adapter.close();
    gate.resolve();
    await closing;
    expect(await answer).toMatchObject({ errorCode: 'EXECUTOR__CLOSED', keyReusable: true });
    const next = openTestExecutor({ directory, methods: QUIET_CHAIN });
    expect(await next.adapter.lookup('early')).toBeUndefined();
  });
});

it('refuses a malformed request before it opens anything', async () => {
  const wrap = (platform: FakePlatform): FakePlatform => ({
    ...platform,
    openDatabase: () => {
      throw new Error('nothing is to be opened');
    },
  });
  const { adapter } = openTestExecutor({ wrap });
  expect(await adapter.execute(keyed('key', { amount: -1 }))).toMatchObject({
    success: false,
    status: 'denied',
    keyReusable: true,
  });
});

it('tells how every endpoint does that it called, and opens nothing for it', async () => {
  const { adapter } = openTestExecutor();
  expect(await adapter.endpointHealth()).toEqual([]);
  expect(await adapter.isAvailable()).toBe(true);
  const health = await adapter.endpointHealth();
  expect(health.map(({ kind, purpose, state }) => `${kind} ${purpose} ${state}`)).toEqual([
    'node reads well',
    'node sends well',
    'block-engine sends well',
  ]);
  expect(health[0]).toMatchObject({ label: 'http://node', calls: 1, failures: 0 });
});
