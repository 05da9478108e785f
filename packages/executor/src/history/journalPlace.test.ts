import { describe, expect, it } from 'vitest';

import { createSigningHold } from '../pipeline/signingHold.ts';
import type { FileIdentity } from '../platform/executorPlatform.ts';
import { JournalPlace } from './journalPlace.ts';

function setUp(first: FileIdentity | undefined) {
  const notes = new Map<string, string>();
  let writes = 0;
  const journal = {
    path: 'data/journal.sqlite',
    note: (name: string) => notes.get(name),
    takeNote: (name: string, text: string) => {
      writes += 1;
      notes.set(name, text);
    },
  };
  const open = (found: FileIdentity | undefined) => {
    const hold = createSigningHold();
    const platform = found === undefined ? {} : { identifyFile: () => found };
    const place = new JournalPlace({ journal, hold, platform });
    place.check();
    return { place, held: () => hold.reason()?.code };
  };
  return { open, first: open(first), writes: () => writes };
}

const HERE: FileIdentity = { inode: '12', bornAtNs: '1000' };
const COPY: FileIdentity = { inode: '12', bornAtNs: '2000' };
const UNBORN: FileIdentity = { inode: '12', bornAtNs: undefined };

describe('a journal that is traded from for the first time', () => {
  it('is tied to its file, and written down once', () => {
    const { open, first, writes } = setUp(HERE);
    expect(first.held()).toBeUndefined();
    expect(open(HERE).held()).toBeUndefined();
    expect(writes()).toBe(1);
  });
});

describe('a copy', () => {
  it.each([
    ['of another file system that gave it the same inode', HERE, COPY],
    ['where no time of birth is kept', UNBORN, { ...UNBORN, inode: '13' }],
    ['to where no time of birth is kept', HERE, { ...UNBORN, inode: '13' }],
  ])('%s signs nothing, at no start', (_what, original, copy) => {
    const { open } = setUp(original);
    expect(open(copy).held()).toBe('JOURNAL__COPIED');
    expect(open(copy).held()).toBe('JOURNAL__COPIED');
    expect(open(original).held()).toBeUndefined();
  });

  it('goes on once a person has adopted it, and the original is the copy then', () => {
    const { open } = setUp(HERE);
    const { place, held } = open(COPY);
    expect(place.report()).toMatchObject({ context: { path: 'data/journal.sqlite' } });
    place.adopt();
    expect([held(), place.report()]).toEqual([undefined, undefined]);
    expect(open(COPY).held()).toBeUndefined();
    expect(open(HERE).held()).toBe('JOURNAL__COPIED');
  });
});

describe('what is no copy', () => {
  it('is a file whose inode another kernel numbers otherwise', () => {
    const { open } = setUp(HERE);
    expect(open({ ...HERE, inode: '99' }).held()).toBeUndefined();
  });

  it('is a file system that learns to tell when a file was made, and is believed from then on', () => {
    const { open } = setUp(UNBORN);
    expect(open(HERE).held()).toBeUndefined();
    expect(open(COPY).held()).toBe('JOURNAL__COPIED');
  });

  it('is anything on a machine that cannot tell', () => {
    const { open, writes } = setUp(undefined);
    expect(open(undefined).held()).toBeUndefined();
    expect(writes()).toBe(0);
  });
});
