import { z } from 'zod';

import {
  readNote,
  readNumberedNotes,
  type NoteReader,
  type Notebook,
} from '../journal/readNote.ts';
import type { HistoryMark } from './readNewHistory.ts';

/** A person's word that the wallet's history up to a transaction is accounted for. */
export interface Adoption {
  /** 1 for the first of a journal, then one more each. */
  readonly number: number;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly by: string;
  readonly reason: string;
  /** Newest final transaction at that time, absent when the wallet had none. */
  readonly newestSignature?: string;
  readonly newestSlot?: string;
  /** Transactions after it that were not final yet and are adopted as well. */
  readonly alsoAdopted: readonly string[];
}

const MARK = 'history mark';

const slot = z
  .string()
  .regex(/^\d{1,20}$/u)
  .transform(BigInt);
const markNote = z.strictObject({ signature: z.string().min(1), slot });
/** An adoption as it is written down and as it travels. */
export const adoptionNote = z.strictObject({
  number: z.number().int().positive(),
  atMs: z.number().int(),
  by: z.string(),
  reason: z.string(),
  newestSignature: z.string().optional(),
  newestSlot: z.string().optional(),
  alsoAdopted: z.array(z.string()),
}) as unknown as z.ZodType<Adoption>;

/** Up to where the history is accounted for, `undefined` when nobody has looked yet. */
export function readMark(journal: NoteReader): HistoryMark | undefined {
  return readNote(journal, MARK, markNote);
}

/** Remembers up to where the history is accounted for. */
export function writeMark(journal: Pick<Notebook, 'takeNote'>, mark: HistoryMark): void {
  journal.takeNote(MARK, JSON.stringify({ signature: mark.signature, slot: String(mark.slot) }));
}

/** Every adoption of the journal, oldest first. */
export function readAdoptions(journal: NoteReader): readonly Adoption[] {
  return readNumberedNotes(journal, adoptionName, adoptionNote);
}

/** Writes an adoption down, with the mark that it moves. */
export function writeAdoption(journal: Pick<Notebook, 'takeNote'>, adoption: Adoption): void {
  const { number, newestSignature, newestSlot } = adoption;
  journal.takeNote(adoptionName(number), JSON.stringify(adoption));
  if (newestSignature === undefined || newestSlot === undefined) return;
  writeMark(journal, { signature: newestSignature, slot: BigInt(newestSlot) });
}

function adoptionName(number: number): string {
  return `adoption ${number}`;
}
