import { createTokenAddress, fingerprintRequest, fingerprintText } from '@quantbot/core';
import { describe, expect, it, onTestFinished } from 'vitest';

import { writeAdoption } from '../history/historyNotes.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { writeBalanceNote } from '../reconcile/balanceNotes.ts';
import { createFirstSchema } from '../testing/firstSchema.ts';
import {
  admitFixture,
  appendFixture,
  FIXTURE_MINT,
  FIXTURE_NOW_MS,
  FIXTURE_REQUEST,
  fixtureAttempt,
  fixtureClaim,
  fixtureDenied,
  fixtureFill,
} from '../testing/journalFixtures.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import type { Journal } from '../journal/journal.ts';
import { openLiveSideReader, type LiveSideReader } from './openLiveSideReader.ts';
import type { TradeMode, TradeReceived } from '../journal/tradeEvents.ts';

const OTHER_MINT = createTokenAddress('DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263');

async function openBoth(): Promise<{ journal: Journal; reader: LiveSideReader; path: string }> {
  const { journal, path } = await openTestJournal();
  const reader = openLiveSideReader(path, createNodePlatform());
  onTestFinished(() => {
    reader.close();
  });
  return { journal, reader, path };
}

/** A trade that is filled: a buy of the fixture's amounts, or a sale of all of it. */
async function trade(journal: Journal, key: string, changes: Partial<TradeReceived> = {}) {
  const outcome = admitFixture(journal, fixtureClaim(key, { key, ...changes }));
  if (outcome.kind !== 'claimed') throw new Error(outcome.kind);
  const { signature } = fixtureAttempt();
  const result = { success: true };
  const fill = fixtureFill();
  const filled = appendFixture(journal, outcome.trade, [
    { name: 'AttemptSigned', attempt: fixtureAttempt() },
    { name: 'AttemptConfirmed', signature, slot: '1', witness: 'one' },
    { name: 'FillRead', fill, result },
    { name: 'FillRecorded', fill, witnesses: 2, result },
  ]);
  expect(filled.kind).toBe('ok');
  await journal.durable();
}

describe('holding', () => {
  it('is none for a token that was not traded, and for what was rehearsed', async () => {
    const { journal, reader } = await openBoth();
    admitFixture(journal, fixtureClaim('dry', { mode: 'dry' }));
    await journal.durable();
    expect(reader.holding(FIXTURE_MINT)).toBe('none');
  });

  it('is held from the claim on, while it is held, and none once it is sold', async () => {
    const { journal, reader } = await openBoth();
    admitFixture(journal, fixtureClaim('open'));
    await journal.durable();
    expect(reader.holding(FIXTURE_MINT)).toBe('held');
    expect(reader.holding(OTHER_MINT)).toBe('none');

    const bought = await openBoth();
    await trade(bought.journal, 'buy');
    expect(bought.reader.holding(FIXTURE_MINT)).toBe('held');
    const request = { ...FIXTURE_REQUEST, side: 'sell' as const };
    await trade(bought.journal, 'sell', { request, fingerprint: fingerprintRequest(request) });
    expect(bought.reader.holding(FIXTURE_MINT)).toBe('none');
  });

  it('is held while a sale of it is open', async () => {
    const { journal, reader } = await openBoth();
    const request = { ...FIXTURE_REQUEST, side: 'sell' as const };
    admitFixture(journal, fixtureClaim('exit', { request }));
    await journal.durable();
    expect(reader.holding(FIXTURE_MINT)).toBe('held');
  });

  it('is for the chain to tell once somebody has adopted what nobody traded', async () => {
    const { journal, reader } = await openBoth();
    writeAdoption(journal, { number: 1, atMs: 1, by: 'ann', reason: 'moved', alsoAdopted: [] });
    await journal.durable();
    expect(reader.holding(OTHER_MINT)).toBe('uncertain');
  });
});

describe('keys and fingerprints', () => {
  it('knows live keys, and rehearsed ones in dry-run alone', async () => {
    const { journal, reader } = await openBoth();
    admitFixture(journal, fixtureClaim('one', { key: 'live-key' }));
    admitFixture(journal, fixtureClaim('two', { key: 'dry-key', mode: 'dry' }));
    await journal.durable();
    const known = (mode: TradeMode): readonly boolean[] =>
      ['live-key', 'dry-key', 'other'].map((key) => reader.knowsKey(key, mode));
    expect(known('dry')).toEqual([true, true, false]);
    // A live process would trade under a key that was only rehearsed.
    expect(known('live')).toEqual([true, false, false]);
  });

  it('does not know what was denied and is free again: a repeat would trade anew', async () => {
    const { journal, reader } = await openBoth();
    const final = fixtureDenied('DEADLINE__EXPIRED');
    const free = fixtureDenied('RISK__OPEN_TRADES_EXCEED_MAXIMUM');
    admitFixture(journal, fixtureClaim('free', { key: 'free' }, free));
    admitFixture(journal, fixtureClaim('final', { key: 'final' }, final));
    await journal.durable();
    expect(['free', 'final'].map((key) => reader.knowsKey(key, 'live'))).toEqual([false, true]);
    // A rehearsal reopens no live trade.
    expect(reader.knowsKey('free', 'dry')).toBe(true);
  });

  it('attaches to what is open, and to what has ended since', async () => {
    const { journal, reader } = await openBoth();
    const text = fingerprintText(fingerprintRequest(FIXTURE_REQUEST));
    const attaches = (endedSinceMs: number, fingerprint = text): boolean =>
      reader.attaches({ mode: 'live', fingerprintText: fingerprint, endedSinceMs });
    expect(attaches(0)).toBe(false);
    admitFixture(journal, fixtureClaim('open'));
    await journal.durable();
    expect(attaches(FIXTURE_NOW_MS + 1)).toBe(true);
    expect(attaches(0, `${text} `)).toBe(false);

    const ended = await openBoth();
    admitFixture(ended.journal, fixtureClaim('denied', {}, fixtureDenied('DEADLINE__EXPIRED')));
    await ended.journal.durable();
    const lookup = { mode: 'live', fingerprintText: text, endedSinceMs: FIXTURE_NOW_MS } as const;
    expect(ended.reader.attaches(lookup)).toBe(true);
    expect(ended.reader.attaches({ ...lookup, endedSinceMs: FIXTURE_NOW_MS + 1 })).toBe(false);
    expect(ended.reader.attaches({ ...lookup, mode: 'dry' })).toBe(false);

    const free = await openBoth();
    admitFixture(free.journal, fixtureClaim('denied', {}, fixtureDenied()));
    await free.journal.durable();
    expect(free.reader.attaches(lookup)).toBe(false);
  });
});

describe('what it says of health', () => {
  it('is not hidden by however many trades the gates deny', async () => {
    const { journal, reader } = await openBoth();
    admitFixture(journal, fixtureClaim('ran', { key: 'ran' }));
    for (let number = 0; number < 5; number += 1) {
      const key = `denied-${number}`;
      admitFixture(journal, fixtureClaim(key, { key }, fixtureDenied()));
    }
    await journal.durable();
    expect(reader.recentTrades({ sinceMs: 0, limit: 3 }).map(({ key }) => key)).toEqual(['ran']);
  });

  it('lists recent live trades, conflicts, deficits and the newest change', async () => {
    const { journal, reader } = await openBoth();
    expect([reader.conflicts(), reader.deficits(), reader.tradingChange()]).toEqual([
      [],
      [],
      undefined,
    ]);
    const claimed = admitFixture(journal, fixtureClaim('odd'));
    admitFixture(journal, fixtureClaim('dry', { key: 'dry', mode: 'dry' }));
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
    const attempt = fixtureAttempt();
    appendFixture(journal, claimed.trade, [
      { name: 'AttemptSigned', attempt },
      { name: 'AttemptExpired', signature: attempt.signature, deathHeight: '1', witnesses: [] },
      {
        name: 'ConflictObserved',
        signature: attempt.signature,
        detail: 'landed after all',
        result: { success: false },
      },
    ]);
    const deficit = { asset: 'SOL', expectedUnits: 2n, foundUnits: 1n, slot: 3n, atMs: 4 };
    writeBalanceNote(journal, 'SOL', { deficit, adoption: 0 });
    const decision = { reason: 'r', by: 'ann', origin: 'person', inFlight: 'keep' } as const;
    journal.changeTrading({ state: 'halted', ...decision });
    journal.changeTrading({ state: 'reducing', ...decision });
    await journal.durable();
    const keys = (sinceMs: number, limit = 9): readonly string[] =>
      reader.recentTrades({ sinceMs, limit }).map(({ key }) => key);
    expect(keys(0)).toEqual(['key-1']);
    expect(keys(FIXTURE_NOW_MS)).toEqual([]);
    expect(keys(0, 0)).toEqual([]);
    expect(reader.conflicts().map(({ key }) => key)).toEqual(['key-1']);
    // Nobody can tell from the journal what a trade has moved that contradicts the chain.
    expect(reader.holding(FIXTURE_MINT)).not.toBe('none');
    expect(reader.deficits()).toEqual([deficit]);
    expect(reader.tradingChange()).toMatchObject({ number: 2, state: 'reducing' });
  });
});

it('refuses what is no journal, and one that an older version wrote', () => {
  const directory = createTemporaryDirectory();
  const platform = createNodePlatform();
  const missing = `${directory}/none.sqlite`;
  expect(() => openLiveSideReader(missing, platform)).toThrow(
    expect.objectContaining({ code: 'JOURNAL__UNAVAILABLE' }),
  );
  const path = `${directory}/old.sqlite`;
  const old = platform.openDatabase(path);
  createFirstSchema(old);
  old.close();
  expect(() => openLiveSideReader(path, platform)).toThrow(
    expect.objectContaining({
      code: 'JOURNAL__UNAVAILABLE',
      context: expect.objectContaining({ path }) as object,
    }),
  );
});
