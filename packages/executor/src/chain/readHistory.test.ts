import { describe, expect, it } from 'vitest';

import { readHistory } from './readHistory.ts';

const ENTRY = { signature: 'sig-1', slot: 7n, err: null, confirmationStatus: 'finalized' };

describe('readHistory', () => {
  it('reads signatures with slot, commitment and error, in their order', () => {
    const failed = { ...ENTRY, signature: 'sig-2', slot: 6, err: 'AccountInUse' };
    expect(readHistory([ENTRY, failed], { limit: 2 })).toEqual([
      { signature: 'sig-1', slot: 7n, commitment: 'finalized', error: null },
      { signature: 'sig-2', slot: 6n, commitment: 'finalized', error: '"AccountInUse"' },
    ]);
  });

  it.each([undefined, null])('takes a commitment of %o for confirmed, never for more', (absent) => {
    const [entry] = readHistory([{ ...ENTRY, confirmationStatus: absent }], { limit: 1 });
    expect(entry?.commitment).toBe('confirmed');
  });

  it.each([
    ['no list', null],
    ['an entry without signature', [{ ...ENTRY, signature: undefined }]],
    ['an entry with an empty signature', [{ ...ENTRY, signature: '' }]],
    ['an entry without slot', [{ ...ENTRY, slot: undefined }]],
    ['another commitment', [{ ...ENTRY, confirmationStatus: 'rooted' }]],
    ['more entries than asked for', [ENTRY, ENTRY]],
  ])('throws for %s', (_, answer) => {
    expect(() => readHistory(answer, { limit: 1 })).toThrow();
  });
});
