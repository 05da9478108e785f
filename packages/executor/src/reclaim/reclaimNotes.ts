import { z } from 'zod';

import { readNumberedNotes, type NoteReader, type Notebook } from '../journal/readNote.ts';

/** How a reclaim stands. */
export type ReclaimStatus = 'signed' | 'landed' | 'reverted' | 'expired' | 'unproven';

/** A signed transaction that closes token accounts, and what became of it. */
export interface ReclaimRecord {
  /** 1 for the first of a journal, then one more each. */
  readonly number: number;
  readonly status: ReclaimStatus;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly accounts: readonly string[];
  readonly signature: string;
  readonly wireBase64: string;
  readonly blockhash: string;
  readonly deathHeight: string;
  readonly signedAtSlot: string;
  /** Slot it landed in, 0 before. */
  readonly slot: string;
  /**
   * Lamports that the wallet and its wrapped SOL together have changed by, all costs in; while it is
   * open, or nobody can tell, the fee alone.
   */
  readonly lamports: string;
}

const digits = z.string().regex(/^-?\d{1,20}$/u);

/** A reclaim as it is written down and as it travels. */
export const reclaimNote = z.strictObject({
  number: z.number().int().positive(),
  status: z.enum(['signed', 'landed', 'reverted', 'expired', 'unproven']),
  atMs: z.number().int(),
  accounts: z.array(z.string()),
  signature: z.string().min(1),
  wireBase64: z.string().min(1),
  blockhash: z.string().min(1),
  deathHeight: digits,
  signedAtSlot: digits,
  slot: digits,
  lamports: digits,
}) as unknown as z.ZodType<ReclaimRecord>;

/** Every reclaim of the journal, oldest first. */
export function readReclaims(journal: NoteReader): readonly ReclaimRecord[] {
  return readNumberedNotes(journal, nameOf, reclaimNote);
}

/** Writes a reclaim down, in the place of what was known of it. */
export function writeReclaim(journal: Pick<Notebook, 'takeNote'>, record: ReclaimRecord): void {
  journal.takeNote(nameOf(record.number), JSON.stringify(record));
}

/** What all reclaims together have moved, as the reconciliation counts it. */
export function reclaimedLamports(journal: NoteReader) {
  const none = { lamports: 0n, open: 0, slot: 0n };
  return readReclaims(journal).reduce(
    (sum, { status, lamports, slot }) => ({
      lamports: sum.lamports + BigInt(lamports),
      open: sum.open + (status === 'signed' ? 1 : 0),
      slot: BigInt(slot) > sum.slot ? BigInt(slot) : sum.slot,
    }),
    none,
  );
}

function nameOf(number: number): string {
  return `reclaim ${number}`;
}
