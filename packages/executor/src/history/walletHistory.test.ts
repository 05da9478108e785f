import { describe, expect, it, vi } from 'vitest';

import type { HistoryEntry } from '../chain/chainNode.ts';
import { createExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import { createSigningHold } from '../pipeline/signingHold.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { madeUpAttempt } from '../testing/fakeParts.ts';
import { admitFixture, appendFixture, fixtureClaim } from '../testing/journalFixtures.ts';
import { madeUpTransaction } from '../testing/madeUpTransaction.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { PLAN } from '../testing/tradeFixtures.ts';
import { readAdoptions, readMark } from './historyNotes.ts';
import { WalletHistory } from './walletHistory.ts';

const OURS = madeUpTransaction({ accountAddresses: [PLAN.wallet], signerCount: 1 });
const THEIRS = madeUpTransaction({ accountAddresses: ['x', PLAN.wallet], signerCount: 1 });
const DECISION = { reason: 'the old disk is gone', by: 'ann' };

function entry(slot: number, signature = `s${slot}`): HistoryEntry {
  return { signature, slot: BigInt(slot), commitment: 'finalized', error: null };
}

async function setUp() {
  const { journal, clock } = await openTestJournal();
  const platform = createFakePlatform();
  const chain = { entries: [] as HistoryEntry[], foreign: new Set<string>(), isSilent: false };
  const node = createFakeChainNode({
    signaturesOf: vi.fn(async (_wallet, { until }) => {
      if (chain.isSilent) throw new Error('timeout');
      const end = chain.entries.findIndex(({ signature }) => signature === until);
      return chain.entries.slice(0, end === -1 ? undefined : end);
    }),
    transaction: async (signature) => (chain.foreign.has(signature) ? OURS : THEIRS),
  });
  const hold = createSigningHold();
  const events: string[] = [];
  const history = new WalletHistory({
    wallet: PLAN.wallet,
    nodes: [node],
    journal,
    hold,
    platform,
    nowMs: () => clock.nowMs,
    telemetry: {
      ...createExecutorTelemetry({ port: undefined, clock: { nowMs: () => 0 }, platform }),
      event: (level, name) => {
        events.push(`${level} ${name}`);
      },
    },
  });
  const happen = (slot: number, isForeign: boolean, signature?: string): void => {
    const found = entry(slot, signature);
    chain.entries.unshift(found);
    if (isForeign) chain.foreign.add(found.signature);
  };
  const trade = (): string => {
    const claimed = admitFixture(journal, fixtureClaim('trade-1', { wallet: PLAN.wallet }));
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
    const attempt = madeUpAttempt();
    appendFixture(journal, claimed.trade, [{ name: 'AttemptSigned', attempt }]);
    return attempt.signature;
  };
  return { history, journal, chain, node, hold, events, happen, trade, platform };
}

describe('check', () => {
  it('lets a wallet sign whose history is the journal, deposits of strangers aside', async () => {
    const { history, journal, hold, happen, trade } = await setUp();
    happen(1, false);
    happen(2, true, trade());
    happen(3, false);
    expect(await history.check()).toBeUndefined();
    expect(hold.reason()).toBeUndefined();
    expect(readMark(journal)).toEqual({ signature: 's3', slot: 3n });
  });

  it('looks at what is new alone', async () => {
    const { history, node, happen } = await setUp();
    happen(1, false);
    await history.check();
    await history.check();
    expect(vi.mocked(node.signaturesOf).mock.calls.map(([, { until }]) => until)).toEqual([
      undefined,
      's1',
    ]);
  });

  it('holds a wallet with a history and without a journal', async () => {
    const { history, hold, happen, events } = await setUp();
    happen(1, true);
    expect(await history.check()).toBeUndefined();
    expect(hold.reason()).toMatchObject({
      code: 'JOURNAL__HISTORY_MISSING',
      context: { signatures: ['s1'], total: 1 },
    });
    await history.check();
    expect(events).toEqual(['error execution.wallet.foreign']);
  });

  it('holds a wallet that somebody else trades with, naming a few of many', async () => {
    const { history, journal, hold, happen, trade } = await setUp();
    happen(1, true, trade());
    for (let slot = 2; slot <= 9; slot += 1) happen(slot, true);
    await history.check();
    expect(hold.reason()).toMatchObject({
      code: 'JOURNAL__FOREIGN_SIGNATURES',
      context: { signatures: ['s9', 's8', 's7', 's6', 's5'], total: 8 },
    });
    expect(hold.reason()?.message).toContain('s5 and 3 more');
    expect(readMark(journal)).toBeUndefined();
  });

  it('never takes silence for clean, nor for the end of a hold', async () => {
    const { history, journal, chain, hold, happen } = await setUp();
    chain.isSilent = true;
    expect(await history.check()).toMatchObject({ code: 'RPC__UNAVAILABLE' });
    expect(hold.reason()?.code).toBe('RPC__UNAVAILABLE');
    expect(readMark(journal)).toBeUndefined();
    chain.isSilent = false;
    await history.check();
    expect(hold.reason()).toBeUndefined();
    happen(1, true);
    await history.check();
    chain.isSilent = true;
    await history.check();
    expect(hold.reason()?.code).toBe('JOURNAL__HISTORY_MISSING');
  });

  it('holds a wallet with more transactions than are looked at', async () => {
    const { history, hold, node } = await setUp();
    let slot = 1_000_000;
    vi.mocked(node.signaturesOf).mockImplementation(async () =>
      Array.from({ length: 1_000 }, () => entry((slot -= 1))),
    );
    await history.check();
    expect(hold.reason()?.code).toBe('JOURNAL__HISTORY_TOO_LONG');
  });
});

describe('adopt', () => {
  it('writes down who, when, why and up to where, and lets the wallet sign', async () => {
    const { history, journal, hold, happen, events } = await setUp();
    happen(1, true);
    happen(2, false);
    await history.check();
    const adoption = await history.adopt(DECISION);
    expect(adoption).toMatchObject({
      number: 1,
      ...DECISION,
      atMs: expect.any(Number),
      newestSignature: 's2',
      newestSlot: '2',
      alsoAdopted: [],
    });
    expect(readAdoptions(journal)).toEqual([adoption]);
    expect(await history.adopt(DECISION)).toMatchObject({ number: 2, newestSignature: 's2' });
    expect(hold.reason()).toBeUndefined();
    await history.check();
    expect(hold.reason()).toBeUndefined();
    expect(events).toContain('info execution.journal.adopted');
  });

  it('covers what is not final yet, also when it becomes so', async () => {
    const { history, chain, hold } = await setUp();
    chain.foreign.add('s2');
    chain.entries = [{ ...entry(2), commitment: 'confirmed' }, entry(1)];
    expect(await history.adopt(DECISION)).toMatchObject({
      newestSignature: 's1',
      alsoAdopted: ['s2'],
    });
    chain.entries = [entry(2), entry(1)];
    await history.check();
    expect(hold.reason()).toBeUndefined();
  });

  it('covers nothing that comes after it', async () => {
    const { history, hold, happen } = await setUp();
    happen(1, true);
    await history.adopt(DECISION);
    happen(2, true);
    await history.check();
    expect(hold.reason()).toMatchObject({ context: { signatures: ['s2'] } });
  });

  it('writes nothing when the history cannot be read', async () => {
    const { history, journal, chain } = await setUp();
    chain.isSilent = true;
    expect(await history.adopt(DECISION)).toMatchObject({ code: 'RPC__UNAVAILABLE' });
    expect(readAdoptions(journal)).toEqual([]);
  });
});

describe('watch', () => {
  it('finds what another process signs meanwhile, and minds no silence', async () => {
    const { history, chain, hold, happen, platform } = await setUp();
    const closing = new AbortController();
    await history.check();
    const watching = history.watch(1_000, closing.signal);
    chain.isSilent = true;
    await platform.advance(1_000);
    expect(hold.reason()).toBeUndefined();
    chain.isSilent = false;
    happen(1, true);
    await platform.advance(999);
    expect(hold.reason()).toBeUndefined();
    await platform.advance(1);
    expect(hold.reason()?.code).toBe('JOURNAL__HISTORY_MISSING');
    closing.abort();
    await watching;
  });

  it('ends, and says so, when the journal is broken', async () => {
    const { history, journal, happen, platform, events } = await setUp();
    const watching = history.watch(1_000, new AbortController().signal);
    vi.spyOn(journal, 'takeNote').mockImplementation(() => {
      throw new Error('disk I/O error');
    });
    happen(1, false);
    await platform.advance(1_000);
    await watching;
    expect(events).toEqual(['error execution.wallet.unwatched']);
  });
});
