import { describe, expect, it } from 'vitest';

import { createNotebook } from '../testing/createNotebook.ts';
import {
  readAdoptions,
  readMark,
  writeAdoption,
  writeMark,
  type Adoption,
} from './historyNotes.ts';

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
    const journal = createNotebook();
    expect(readMark(journal)).toBeUndefined();
    const mark = { signature: 's', slot: 18_446_744_073_709_551_615n };
    writeMark(journal, mark);
    expect(readMark(journal)).toEqual(mark);
  });
});

describe('adoptions', () => {
  it('are kept one after another, and move the mark', () => {
    const journal = createNotebook();
    expect(readAdoptions(journal)).toEqual([]);
    writeAdoption(journal, FIRST);
    const { newestSignature: _s, newestSlot: _n, ...rest } = FIRST;
    const second = { ...rest, number: 2 };
    writeAdoption(journal, second);
    expect(readAdoptions(journal)).toEqual([FIRST, second]);
    expect(readMark(journal)).toEqual({ signature: 's9', slot: 18_446_744_073_709_551_615n });
  });

  it('that are damaged are not taken for none', () => {
    const journal = createNotebook();
    journal.takeNote('adoption 1', '{"number":1}');
    expect(() => readAdoptions(journal)).toThrow(
      expect.objectContaining({ code: 'JOURNAL__DAMAGED' }),
    );
  });
});
