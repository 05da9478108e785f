import { describe, expect, it } from 'vitest';

import { JOURNAL_FILE } from '../journal/sqliteJournal.ts';
import { openSqliteJournalReader } from '../journal/sqliteJournalReader.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { FAKE_SIGNATURE, madeUpAttempt } from '../testing/fakeParts.ts';
import { createFakePlatform, type FakePlatform } from '../testing/fakePlatform.ts';
import { answerRpc } from '../testing/fakeRpc.ts';
import {
  admitFixture,
  appendFixture,
  fixtureAttempt,
  FIXTURE_NOW_MS,
  fixtureClaim,
  fixtureFill,
} from '../testing/journalFixtures.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { PLAN, PLAN_KEY, planConfig } from '../testing/tradeFixtures.ts';
import { createKeypairSigner } from '../wallet/walletSigner.ts';
import { ExecutorSession } from './executorSession.ts';

const GENESIS = 'a'.repeat(44);
const signer = createKeypairSigner(PLAN_KEY);

/** A node that tells its chain from some question on, and knows no signature. */
function nodeAfter(failures: number): FakePlatform {
  let left = failures;
  return createFakePlatform({
    http: answerRpc({
      getGenesisHash: () => {
        left -= 1;
        return left >= 0 ? (new Error('timeout') as never) : GENESIS;
      },
      getSignatureStatuses: ([signatures]) => ({
        context: { slot: 1_001n },
        value: (signatures as readonly string[]).map(() => null),
      }),
      sendTransaction: () => FAKE_SIGNATURE,
    }),
  });
}

function sessionOf(platform: FakePlatform, dataDirectory = createTemporaryDirectory()) {
  return new ExecutorSession(planConfig({ platform, dataDirectory }), signer);
}

it('is idle only when what was written last is there for others to read', async () => {
  const dataDirectory = createTemporaryDirectory();
  const machine = createNodePlatform();
  const platform = { ...createFakePlatform(), nextTurn: async () => machine.nextTurn() };
  const session = sessionOf(platform, dataDirectory);
  const { journal } = await session.open();
  admitFixture(journal, fixtureClaim('trade-1', { wallet: PLAN.wallet }));
  const reader = openSqliteJournalReader(`${dataDirectory}/${JOURNAL_FILE}`, machine);
  expect(reader.list({ limit: 1 })).toHaveLength(0);
  await session.idle();
  expect(reader.list({ limit: 1 })).toHaveLength(1);
  reader.close();
  await session.close();
});

describe('takeUp', () => {
  it('is tried again after the chain could not be reached, and then once for all', async () => {
    const platform = nodeAfter(1);
    const session = sessionOf(platform);
    const failed = await Promise.all([session.takeUp(), session.takeUp()]);
    expect(failed).toMatchObject([{ code: 'RPC__UNAVAILABLE' }, { code: 'RPC__UNAVAILABLE' }]);
    expect(await session.takeUp()).toBeUndefined();
    const asked = platform.requests.length;
    expect(await session.takeUp()).toBeUndefined();
    expect(platform.requests).toHaveLength(asked);
    await session.close();
  });

  it('works with no balance that is older than the last fill in the journal', async () => {
    const { directory, journal } = await openTestJournal();
    const fills = [1, 2].map((number) => ({ ...fixtureFill(number), slot: `${2_010 - number}` }));
    for (const [index, fill] of fills.entries()) {
      const number = index + 1;
      const wallet = PLAN.wallet;
      const claim = fixtureClaim(`trade-${number}`, { key: `key-${number}`, wallet });
      const claimed = admitFixture(journal, claim);
      if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
      const { signature } = fill;
      const result = { success: true, txSignature: signature };
      appendFixture(journal, claimed.trade, [
        { name: 'AttemptSigned', attempt: fixtureAttempt(number) },
        { name: 'AttemptConfirmed', signature, slot: fill.slot, witness: 'a' },
        { name: 'FillRead', fill, result },
        { name: 'FillRecorded', fill, witnesses: 2, result },
      ]);
    }
    journal.bind('wallet', PLAN.wallet);
    await journal.durable();
    journal.close();
    const session = sessionOf(nodeAfter(0), directory);
    expect(await session.takeUp()).toBeUndefined();
    const { parts } = await session.open();
    expect(parts?.watermark.slot).toBe(2_009n);
    await session.close();
  });

  it('ends in dry-run what a live run claimed and may sign no more, and leaves what it may', async () => {
    const { directory, journal } = await openTestJournal();
    const { wallet } = PLAN;
    const deadlines = { late: FIXTURE_NOW_MS + 1, timely: FIXTURE_NOW_MS + 2 };
    for (const [key, deadlineAtMs] of Object.entries(deadlines)) {
      admitFixture(journal, fixtureClaim(key, { key, wallet, deadlineAtMs }));
    }
    journal.bind('wallet', wallet);
    await journal.durable();
    journal.close();
    const platform = nodeAfter(0);
    const clock = { nowMs: () => FIXTURE_NOW_MS + 1 };
    const config = planConfig({ platform, dataDirectory: directory, dryRun: true, clock });
    const session = new ExecutorSession(config, signer);
    expect(await session.takeUp()).toBeUndefined();
    const opened = await session.open();
    expect(opened.journal.findByKey('late', 'live')).toMatchObject({
      status: 'denied',
      errorCode: 'DEADLINE__EXPIRED',
    });
    expect(opened.journal.findByKey('timely', 'live')).toMatchObject({ status: 'admitted' });
    await session.close();
  });

  it('is tried again after the journal was locked', async () => {
    const { directory, journal } = await openTestJournal();
    const platform = createFakePlatform({
      delays: 'at-once',
      http: answerRpc({ getGenesisHash: () => GENESIS }),
    });
    const session = sessionOf(platform, directory);
    await expect(session.takeUp()).rejects.toThrow(/Another process owns/u);
    journal.close();
    expect(await session.takeUp()).toBeUndefined();
    await session.close();
  });

  it('follows what was signed before, once, and says so', async () => {
    const { directory, journal } = await openTestJournal();
    const claimed = admitFixture(journal, fixtureClaim('trade-1', { wallet: PLAN.wallet }));
    if (claimed.kind !== 'claimed') throw new Error('the key is taken');
    appendFixture(journal, claimed.trade, [{ name: 'AttemptSigned', attempt: madeUpAttempt() }]);
    journal.close();
    const platform = nodeAfter(0);
    const session = sessionOf(platform, directory);
    await session.takeUp();
    await session.takeUp();
    expect(session.followedKeys()).toEqual(['key-1']);
    const { log } = await session.open();
    expect(log.current('trade-1').status).toBe('executing');
    await session.close();
  });

  it('follows what is open as soon as the chain is back, though nobody asks again', async () => {
    const { directory, journal } = await openTestJournal();
    const claimed = admitFixture(journal, fixtureClaim('trade-1', { wallet: PLAN.wallet }));
    if (claimed.kind !== 'claimed') throw new Error('the key is taken');
    appendFixture(journal, claimed.trade, [{ name: 'AttemptSigned', attempt: madeUpAttempt() }]);
    journal.close();
    const platform = nodeAfter(2);
    const session = sessionOf(platform, directory);
    expect(await session.takeUp()).toMatchObject({ code: 'RPC__UNAVAILABLE' });
    await platform.advance(999);
    expect(session.followedKeys()).toEqual([]);
    await platform.advance(1);
    expect(session.followedKeys()).toEqual([]);
    // Twice as long after the second failure.
    await platform.advance(1_999);
    expect(session.followedKeys()).toEqual([]);
    await platform.advance(1);
    await expect.poll(() => session.followedKeys()).toEqual(['key-1']);
    await session.close();
  });

  it('asks no more once nothing is open that it could follow, and ends with its session', async () => {
    const platform = nodeAfter(9);
    const session = sessionOf(platform);
    expect(await session.takeUp()).toMatchObject({ code: 'RPC__UNAVAILABLE' });
    const asked = platform.requests.length;
    await platform.advance(60_000);
    expect(platform.requests).toHaveLength(asked);
    await session.close();

    const { directory, journal } = await openTestJournal();
    const claimed = admitFixture(journal, fixtureClaim('trade-1', { wallet: PLAN.wallet }));
    if (claimed.kind !== 'claimed') throw new Error('the key is taken');
    appendFixture(journal, claimed.trade, [{ name: 'AttemptSigned', attempt: madeUpAttempt() }]);
    journal.close();
    const down = nodeAfter(9);
    const waiting = sessionOf(down, directory);
    await waiting.takeUp();
    await waiting.close();
    const before = down.requests.length;
    await down.advance(60_000);
    expect(down.requests).toHaveLength(before);
  });

  it('refuses a chain that the journal does not belong to', async () => {
    const { directory, journal } = await openTestJournal();
    journal.bind('genesis', 'b'.repeat(44));
    journal.close();
    const session = sessionOf(nodeAfter(0), directory);
    await expect(session.takeUp()).rejects.toThrow(/belongs to genesis/u);
    await session.close();
  });
});

it('signs no further attempt of what it follows while a node tells of another chain', async () => {
  const { directory, journal } = await openTestJournal();
  journal.bind('genesis', GENESIS);
  journal.close();
  const state = { genesis: 'b'.repeat(44) };
  const platform = createFakePlatform({
    http: async (request) => {
      const isStranger = request.url.includes('stranger');
      return answerRpc({ getGenesisHash: () => (isStranger ? state.genesis : GENESIS) })(request);
    },
  });
  const config = planConfig({ platform, dataDirectory: directory });
  const rpcEndpoints = ['honest', 'stranger'].map((operator) => ({
    url: `http://${operator}`,
    operator,
  }));
  const session = new ExecutorSession({ ...config, rpcEndpoints }, signer);
  expect(await session.takeUp()).toMatchObject({ code: 'CONFIG__CLUSTER_MISMATCH' });
  const { parts } = await session.open();
  expect(parts?.hold.reason()).toMatchObject({ code: 'CONFIG__CLUSTER_MISMATCH' });
  state.genesis = GENESIS;
  expect(await session.takeUp()).toBeUndefined();
  expect(parts?.hold.reason()).toBeUndefined();
  await session.close();
});

describe('a closed session', () => {
  it('opens no journal', async () => {
    const session = sessionOf(nodeAfter(0));
    await session.close();
    await session.close();
    expect(session.isClosed()).toBe(true);
    await expect(session.open()).rejects.toThrow(/closed/u);
  });

  it('gives the directory back', async () => {
    const dataDirectory = createTemporaryDirectory();
    const session = sessionOf(nodeAfter(0), dataDirectory);
    await session.takeUp();
    await session.close();
    const next = sessionOf(nodeAfter(0), dataDirectory);
    expect(await next.takeUp()).toBeUndefined();
    await next.close();
  });
});
