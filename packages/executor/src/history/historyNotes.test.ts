import { describe, expect, it } from 'vitest';

import {
  readAdoptions,
  readMark,
  writeAdoption,
  writeMark,
  type Adoption,
} from './historyNotes.ts';

function notebook() {
  const notes = new Map<string, string>();
  return {
    note: (name: string) => notes.get(name),
    takeNote: (name: string, text: string) => {
      notes.set(name, text);
    },
  };
}

const FIRST: Adoption = {
  number: 1,
  atMs: 5,
  by: 'ann',
  reason: 'moved house',
  newestSignature: 's9',
  newestSlot: '18446744073709551615',
  alsoAdopted: ['s10'],
};

describe('the mark', () => {
  it('is kept with a slot of any size', () => {
    const journal = notebook();
    expect(readMark(journal)).toBeUndefined();
    const mark = { signature: 's', slot: 18_446_744_073_709_551_615n };
    writeMark(journal, mark);
    expect(readMark(journal)).toEqual(mark);
  });
});

describe('adoptions', () => {
  it('are kept one after another, and move the mark', () => {
    const journal = notebook();
    expect(readAdoptions(journal)).toEqual([]);
    writeAdoption(journal, FIRST);
    const { newestSignature: _s, newestSlot: _n, ...rest } = FIRST;
    const second = { ...rest, number: 2 };
    writeAdoption(journal, second);
    expect(readAdoptions(journal)).toEqual([FIRST, second]);
    expect(readMark(journal)).toEqual({ signature: 's9', slot: 18_446_744_073_709_551_615n });
  });

  it('that are damaged are not taken for none', () => {
    const journal = notebook();
    journal.takeNote('adoption 1', '{"number":1}');
    expect(() => readAdoptions(journal)).toThrow();
  });
});
