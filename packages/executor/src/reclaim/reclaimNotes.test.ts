import { describe, expect, it } from 'vitest';

import { createNotebook } from '../testing/createNotebook.ts';
import {
  readReclaims,
  reclaimedLamports,
  writeReclaim,
  type ReclaimRecord,
} from './reclaimNotes.ts';

const FIRST: ReclaimRecord = {
  number: 1,
  status: 'signed',
  atMs: 5,
  accounts: ['a', 'b'],
  signature: 's1',
  wireBase64: 'AQID',
  blockhash: 'h',
  deathHeight: '1182',
  signedAtSlot: '1000',
  slot: '0',
  lamports: '-5000',
};

describe('notes of reclaims', () => {
  it('are kept one after another and take the place of what was known', () => {
    const journal = createNotebook();
    expect(readReclaims(journal)).toEqual([]);
    expect(reclaimedLamports(journal)).toEqual({ lamports: 0n, open: 0, slot: 0n });
    writeReclaim(journal, FIRST);
    expect(reclaimedLamports(journal)).toEqual({ lamports: -5_000n, open: 1, slot: 0n });
    const landed: ReclaimRecord = { ...FIRST, status: 'landed', slot: '77', lamports: '4000000' };
    writeReclaim(journal, landed);
    const second: ReclaimRecord = { ...FIRST, number: 2, status: 'reverted', slot: '70' };
    writeReclaim(journal, second);
    expect(readReclaims(journal)).toEqual([landed, second]);
    expect(reclaimedLamports(journal)).toEqual({ lamports: 3_995_000n, open: 0, slot: 77n });
  });

  it('that are damaged are not taken for none', () => {
    const journal = createNotebook();
    journal.takeNote('reclaim 1', '{"number":1}');
    expect(() => readReclaims(journal)).toThrow(
      expect.objectContaining({ code: 'JOURNAL__DAMAGED' }),
    );
  });
});
