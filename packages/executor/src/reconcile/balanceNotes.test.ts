import { describe, expect, it } from 'vitest';

import { createNotebook } from '../testing/createNotebook.ts';
import {
  readAdopted,
  readBalanceNote,
  readDeficits,
  writeAdopted,
  writeBalanceNote,
  type RecordedDeficit,
} from './balanceNotes.ts';

const DEFICIT: RecordedDeficit = {
  asset: 'mint',
  expectedUnits: 18_446_744_073_709_551_615n,
  foundUnits: 0n,
  slot: 7n,
  atMs: 5,
};

describe('notes of balances', () => {
  it('keep figures of any size and sign', () => {
    const journal = createNotebook();
    expect(readBalanceNote(journal, 'mint')).toEqual({ adoption: 0 });
    const note = { base: { units: -(10n ** 20n), slot: 3n }, deficit: DEFICIT, adoption: 2 };
    writeBalanceNote(journal, 'mint', note);
    expect(readBalanceNote(journal, 'mint')).toEqual(note);
  });

  it('list what is missing until a person has adopted it, and keep the rest', () => {
    const journal = createNotebook();
    const base = { units: 1n, slot: 3n };
    writeBalanceNote(journal, 'mint', { base, deficit: DEFICIT, adoption: 0 });
    writeBalanceNote(journal, 'other', { base, adoption: 0 });
    writeBalanceNote(journal, 'SOL', { deficit: { ...DEFICIT, asset: 'SOL' }, adoption: 0 });
    expect(readDeficits(journal).map(({ asset }) => asset)).toEqual(['mint', 'SOL']);
    writeAdopted(journal, { adoption: 1, slot: 90n });
    expect(readDeficits(journal)).toEqual([]);
    expect(readAdopted(journal)).toEqual({ adoption: 1, slot: 90n });
    expect(readBalanceNote(journal, 'mint')).toEqual({ base, adoption: 0 });
  });

  it('that are damaged are not taken for none', () => {
    const journal = createNotebook();
    journal.takeNote('balance mint', '{"adoption":0,"base":{"units":"x"}}');
    expect(() => readBalanceNote(journal, 'mint')).toThrow(
      expect.objectContaining({ code: 'JOURNAL__DAMAGED' }),
    );
    journal.takeNote('balances missing', '{}');
    expect(() => readDeficits(journal)).toThrow(
      expect.objectContaining({ code: 'JOURNAL__DAMAGED' }),
    );
  });
});
