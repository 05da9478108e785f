import { z } from 'zod';

import { readNote, type NoteReader, type Notebook } from '../journal/readNote.ts';
import type { BalanceBase } from './judgeBalance.ts';

/** Less on chain than the journal explains: stands until a person has adopted it. */
export interface RecordedDeficit {
  readonly asset: string;
  readonly expectedUnits: bigint;
  readonly foundUnits: bigint;
  /** Slot at which it was seen. */
  readonly slot: bigint;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** What is kept of one asset. */
export interface BalanceNote {
  readonly base?: BalanceBase;
  readonly deficit?: RecordedDeficit;
  /** Adoption after which the balance was taken as it is, 0 without one. */
  readonly adoption: number;
}

/** A person's word that balances are to be taken as they are from a slot on. */
export interface AdoptedBalances {
  /** Number of the adoption. */
  readonly adoption: number;
  /** Slot that a look must have reached. */
  readonly slot: bigint;
}

const whole = z
  .string()
  .regex(/^-?\d{1,40}$/u)
  .transform(BigInt);

const balanceNote = z.strictObject({
  base: z.strictObject({ units: whole, slot: whole }).optional(),
  deficit: z
    .strictObject({
      asset: z.string(),
      expectedUnits: whole,
      foundUnits: whole,
      slot: whole,
      atMs: z.number().int(),
    })
    .optional(),
  adoption: z.number().int().nonnegative(),
}) as unknown as z.ZodType<BalanceNote>;

const adoptedNote = z.strictObject({ adoption: z.number().int().positive(), slot: whole });
const deficitsNote = z.array(z.string());

const ADOPTED = 'balances adopted';
const DEFICITS = 'balances missing';

/** What is kept of an asset. */
export function readBalanceNote(journal: NoteReader, asset: string): BalanceNote {
  return readNote(journal, nameOf(asset), balanceNote) ?? { adoption: 0 };
}

/** Keeps what is known of an asset, and lists it while something of it is missing. */
export function writeBalanceNote(journal: Notebook, asset: string, note: BalanceNote): void {
  journal.takeNote(nameOf(asset), toText(note));
  const missing = readMissing(journal);
  const isMissing = note.deficit !== undefined;
  if (missing.includes(asset) === isMissing) return;
  const next = isMissing ? [...missing, asset] : missing.filter((known) => known !== asset);
  journal.takeNote(DEFICITS, toText(next));
}

/** Every deficit that no person has adopted yet. */
export function readDeficits(journal: NoteReader): readonly RecordedDeficit[] {
  return readMissing(journal).flatMap((asset) => readBalanceNote(journal, asset).deficit ?? []);
}

/** The newest adoption, `undefined` without one. */
export function readAdopted(journal: NoteReader): AdoptedBalances | undefined {
  return readNote(journal, ADOPTED, adoptedNote);
}

/** Takes balances for accounted for, whatever they are at that slot. */
export function writeAdopted(journal: Notebook, adopted: AdoptedBalances): void {
  journal.takeNote(ADOPTED, toText(adopted));
  for (const { asset } of readDeficits(journal)) {
    const { deficit: _deficit, ...note } = readBalanceNote(journal, asset);
    writeBalanceNote(journal, asset, note);
  }
}

function readMissing(journal: NoteReader): readonly string[] {
  return readNote(journal, DEFICITS, deficitsNote) ?? [];
}

function nameOf(asset: string): string {
  return `balance ${asset}`;
}

function toText(value: unknown): string {
  return JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'bigint' ? String(field) : field,
  );
}
