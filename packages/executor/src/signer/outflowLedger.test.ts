import { writeFileSync } from 'node:fs';

import { isFault } from '@quantbot/core';
import { describe, expect, it, onTestFinished } from 'vitest';

import type { SqlDatabase } from '../platform/executorPlatform.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createTemporaryDirectory as temporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { openOutflowLedger, type OutflowLedger } from './outflowLedger.ts';
import type { SignerCaps } from './signerSettings.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CAPS: SignerCaps = {
  tradeLamportsMax: 50n,
  hourLamportsMax: 100n,
  dayLamportsMax: 150n,
  signaturesPerMinuteMax: 3,
  solReserveLamportsMin: 0n,
  tipLamportsMax: 0n,
  priorityFeeLamportsMax: 0n,
};

function open(directory = temporaryDirectory(), caps = CAPS): OutflowLedger {
  const ledger = openOutflowLedger(directory, caps, createNodePlatform());
  onTestFinished(() => ledger.close());
  return ledger;
}

/** A machine that keeps the databases it has opened. */
function watchedPlatform() {
  const platform = createNodePlatform();
  const opened: SqlDatabase[] = [];
  const openDatabase: typeof platform.openDatabase = (...given) => {
    const database = platform.openDatabase(...given);
    opened.push(database);
    return database;
  };
  return { platform: { ...platform, openDatabase }, opened };
}

function admit(
  ledger: OutflowLedger,
  messageHash: string,
  [lamports, atMs]: readonly [bigint, number],
) {
  const refused = ledger.admit({ messageHash, side: 'buy', mint: 'M', lamports, atMs });
  return isFault(refused) ? [refused.code, refused.context['cap']] : undefined;
}

describe('openOutflowLedger', () => {
  it('counts to the lamport, by hour and by day', () => {
    const ledger = open();
    expect(admit(ledger, 'a', [100n, 10 * HOUR])).toBeUndefined();
    expect(ledger.room(10 * HOUR)).toEqual({ lamports: 0n });
    expect(admit(ledger, 'b', [1n, 10 * HOUR + HOUR - 1])).toEqual([
      'SIGNER__CAP_EXCEEDED',
      'hourLamportsMax',
    ]);
    expect(admit(ledger, 'b', [50n, 11 * HOUR])).toBeUndefined();
    expect(admit(ledger, 'c', [1n, 20 * HOUR])).toEqual(['SIGNER__CAP_EXCEEDED', 'dayLamportsMax']);
    expect(ledger.room(34 * HOUR)).toEqual({ lamports: 100n });
    expect(admit(ledger, 'c', [100n, 34 * HOUR])).toBeUndefined();
  });

  it('leaves room for no more than the tighter of hour and day, and for nothing above them', () => {
    const ledger = open();
    expect(admit(ledger, 'a', [90n, 10 * HOUR])).toBeUndefined();
    expect(ledger.room(10 * HOUR)).toEqual({ lamports: 10n });
    expect(admit(ledger, 'b', [50n, 11 * HOUR])).toBeUndefined();
    expect(ledger.room(11 * HOUR)).toEqual({ lamports: 10n });
    expect(ledger.room(34 * HOUR - 1)).toEqual({ lamports: 10n });
    expect(ledger.room(34 * HOUR)).toEqual({ lamports: 100n });
    ledger.observe({ lamports: 1_000n, slot: 1n, atMs: 40 * HOUR });
    ledger.observe({ lamports: 800n, slot: 2n, atMs: 40 * HOUR });
    expect(ledger.room(40 * HOUR)).toEqual({ lamports: 0n });
  });

  it('explains a fall by exactly what was counted, once', () => {
    const ledger = open();
    const see = (lamports: bigint, slot: bigint) => ledger.observe({ lamports, slot, atMs: HOUR });
    expect(see(1_000n, 1n)).toBe(1_000n);
    expect(admit(ledger, 'a', [10n, HOUR])).toBeUndefined();
    expect(see(990n, 2n)).toBe(990n);
    expect(ledger.room(HOUR)).toEqual({ lamports: 90n });
    expect(see(980n, 3n)).toBe(980n);
    expect(ledger.room(HOUR)).toEqual({ lamports: 80n });
  });

  it('takes the higher of two readings of one slot, and counts nothing for the lower', () => {
    const ledger = open();
    const see = (lamports: bigint, slot: bigint) => ledger.observe({ lamports, slot, atMs: HOUR });
    expect(see(1_000n, 5n)).toBe(1_000n);
    expect(see(990n, 5n)).toBe(1_000n);
    expect(see(1_010n, 5n)).toBe(1_010n);
    expect(ledger.room(HOUR)).toEqual({ lamports: 100n });
  });

  it('counts a message once, and goes on when it is asked to twice', () => {
    const ledger = open();
    expect(admit(ledger, 'a', [10n, HOUR])).toBeUndefined();
    expect(admit(ledger, 'a', [10n, HOUR])?.[0]).toBe('SIGNER__LEDGER_UNAVAILABLE');
    expect(ledger.room(HOUR)).toEqual({ lamports: 90n });
    expect(admit(ledger, 'b', [10n, HOUR])).toBeUndefined();
    expect(ledger.room(HOUR)).toEqual({ lamports: 80n });
  });

  it('has every entry on the disk before it returns, in a directory that it makes', () => {
    const { platform, opened } = watchedPlatform();
    const ledger = openOutflowLedger(`${temporaryDirectory()}/new/signer`, CAPS, platform);
    onTestFinished(() => ledger.close());
    const [database] = opened;
    // FULL: the write-ahead log is synchronised at every commit.
    expect(database?.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2n });
    expect(database?.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  });

  it('lets go of a file that is no ledger', () => {
    const directory = temporaryDirectory();
    writeFileSync(
      `${directory}/outflows.sqlite`,
      'no database at all, and longer than a header. '.repeat(9),
    );
    const { platform, opened } = watchedPlatform();
    expect(() => openOutflowLedger(directory, CAPS, platform)).toThrow(
      expect.objectContaining({ code: 'SIGNER__LEDGER_UNAVAILABLE' }),
    );
    const [database] = opened;
    expect(() => database?.exec('SELECT 1')).toThrow(/not open/u);
  });

  it('keeps what was signed for ninety days', () => {
    const ledger = open();
    const days = 90 * 24 * HOUR;
    expect(admit(ledger, 'a', [1n, HOUR])).toBeUndefined();
    expect(admit(ledger, 'b', [1n, HOUR + days])).toBeUndefined();
    expect(ledger.has('a')).toBe(true);
    expect(admit(ledger, 'c', [1n, HOUR + days + 1])).toBeUndefined();
    expect(['a', 'b', 'c'].map((name) => ledger.has(name))).toEqual([false, true, true]);
  });

  it('bounds the signatures of a minute', () => {
    const ledger = open();
    for (const name of ['a', 'b', 'c']) expect(admit(ledger, name, [1n, HOUR])).toBeUndefined();
    expect(admit(ledger, 'd', [1n, HOUR + MINUTE - 1])).toEqual([
      'SIGNER__CAP_EXCEEDED',
      'signaturesPerMinuteMax',
    ]);
    expect(ledger.has('d')).toBe(false);
    expect(admit(ledger, 'd', [1n, HOUR + MINUTE])).toBeUndefined();
  });

  it('is not fooled by a clock that is set back', () => {
    const ledger = open();
    expect(admit(ledger, 'a', [100n, 30 * HOUR])).toBeUndefined();
    const back = 30 * HOUR - 5 * MINUTE;
    expect(admit(ledger, 'b', [1n, back])).toEqual(['SIGNER__CAP_EXCEEDED', 'hourLamportsMax']);
    expect(ledger.room(HOUR)).toEqual({ lamports: 0n });
  });

  it('says that its newest entry lies ahead, and signs nothing until the clock has come there', () => {
    const ledger = open();
    expect(admit(ledger, 'a', [1n, 30 * HOUR])).toBeUndefined();
    const outflow = { messageHash: 'b', side: 'buy', mint: 'M', lamports: 1n } as const;
    expect(ledger.admit({ ...outflow, atMs: 29 * HOUR })).toMatchObject({
      code: 'SIGNER__LEDGER_UNAVAILABLE',
      message: expect.stringContaining('60 minutes ahead') as string,
    });
    expect(ledger.has('b')).toBe(false);
    expect(ledger.admit({ ...outflow, atMs: 30 * HOUR - 5 * MINUTE })).toBeUndefined();
  });

  it('counts what the balance falls by without anybody having been asked', () => {
    const ledger = open();
    const see = (lamports: bigint, slot: bigint) => {
      expect(isFault(ledger.observe({ lamports, slot, atMs: HOUR }))).toBe(false);
      return ledger.room(HOUR).lamports;
    };
    expect(see(1_000n, 1n)).toBe(100n);
    expect(admit(ledger, 'a', [30n, HOUR])).toBeUndefined();
    // Counted already, however late it lands and in how many parts it leaves.
    expect(see(1_000n, 2n)).toBe(70n);
    expect(see(980n, 3n)).toBe(70n);
    expect(see(970n, 4n)).toBe(70n);
    // A reading of an older slot says nothing, and what comes in gives no room.
    expect(see(1_000n, 4n)).toBe(70n);
    expect(see(2_000n, 5n)).toBe(70n);
    expect(see(1_960n, 6n)).toBe(30n);
    expect(see(1_000n, 7n)).toBe(0n);
    expect(admit(ledger, 'b', [1n, HOUR])).toEqual(['SIGNER__CAP_EXCEEDED', 'hourLamportsMax']);
  });

  it('lets what was counted for dead messages pay for nothing that is taken later', () => {
    const ledger = open(temporaryDirectory(), { ...CAPS, dayLamportsMax: 1_000n });
    ledger.observe({ lamports: 1_000n, slot: 1n, atMs: HOUR });
    expect(admit(ledger, 'never lands', [100n, HOUR])).toBeUndefined();
    // Looked at once after it can have died; nothing has left until then.
    ledger.observe({ lamports: 1_000n, slot: 602n, atMs: 2 * HOUR });
    expect(ledger.room(2 * HOUR)).toEqual({ lamports: 100n });
    ledger.observe({ lamports: 900n, slot: 603n, atMs: 2 * HOUR });
    expect(ledger.room(2 * HOUR)).toEqual({ lamports: 0n });
  });

  it('counts once what landed while nobody asked, however late it looks', () => {
    const ledger = open(temporaryDirectory(), { ...CAPS, dayLamportsMax: 1_000n });
    ledger.observe({ lamports: 1_000n, slot: 1n, atMs: HOUR });
    expect(admit(ledger, 'lands', [60n, HOUR])).toBeUndefined();
    expect(admit(ledger, 'lands too', [40n, HOUR])).toBeUndefined();
    ledger.observe({ lamports: 910n, slot: 90_000n, atMs: 3 * HOUR });
    expect(ledger.room(3 * HOUR)).toEqual({ lamports: 100n });
  });

  it('takes a balance for right that a person has changed, and forgives what it counted for it', () => {
    const ledger = open();
    const seen = { lamports: 1_000n, slot: 1n, atMs: HOUR };
    ledger.observe(seen);
    expect(admit(ledger, 'a', [30n, HOUR])).toBeUndefined();
    ledger.observe({ ...seen, lamports: 100n, slot: 2n });
    expect(ledger.room(HOUR)).toEqual({ lamports: 0n });
    expect(ledger.accept({ ...seen, lamports: 50n, slot: 3n }, 'swept')).toBe(870n);
    expect(ledger.room(HOUR)).toEqual({ lamports: 70n });
    // Nothing of the sweep is counted later either, and no trade is forgiven.
    ledger.observe({ ...seen, lamports: 50n, slot: 4n });
    expect(ledger.room(HOUR)).toEqual({ lamports: 70n });
    expect(ledger.accept({ ...seen, lamports: 50n, slot: 5n }, 'again')).toBe(0n);
  });

  it('reckons with no less than it has seen already, whatever an older reading tells', () => {
    const ledger = open();
    const see = (lamports: bigint, slot: bigint) => ledger.observe({ lamports, slot, atMs: HOUR });
    expect(see(1_000n, 5n)).toBe(1_000n);
    expect(see(1n, 4n)).toBe(1_000n);
    expect(see(2_000n, 5n)).toBe(2_000n);
    expect(see(900n, 6n)).toBe(900n);
  });

  it('remembers after it was closed', () => {
    const directory = temporaryDirectory();
    const first = openOutflowLedger(directory, CAPS, createNodePlatform());
    expect(admit(first, 'a', [100n, HOUR])).toBeUndefined();
    first.close();
    const second = open(directory);
    expect(second.has('a')).toBe(true);
    expect(admit(second, 'b', [1n, HOUR])).toEqual(['SIGNER__CAP_EXCEEDED', 'hourLamportsMax']);
  });

  it('is for one process at a time', () => {
    const directory = temporaryDirectory();
    open(directory);
    expect(() => open(directory)).toThrow(
      expect.objectContaining({ code: 'SIGNER__LEDGER_UNAVAILABLE' }),
    );
  });

  it('counts nothing it cannot write', () => {
    const ledger = openOutflowLedger(temporaryDirectory(), CAPS, createNodePlatform());
    expect(admit(ledger, 'a', [1n, HOUR])).toBeUndefined();
    // The same name again breaks the commit, as a full disk would.
    expect(admit(ledger, 'a', [1n, HOUR])).toEqual(['SIGNER__LEDGER_UNAVAILABLE', undefined]);
    expect(ledger.room(HOUR)).toEqual({ lamports: 99n });
    ledger.close();
  });
});
