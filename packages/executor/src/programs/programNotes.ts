import { z } from 'zod';

import { readNote, type NoteReader, type Notebook } from '../journal/readNote.ts';

/** A deployment of a swap program that may be traded through. */
export interface ProgramPin {
  readonly program: string;
  /** Which deployment it is, in words. */
  readonly identity: string;
  /** Wall time at which it was pinned, milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Who took it for good; absent for the first that was ever seen. */
  readonly by?: string;
  readonly reason?: string;
}

/** How a swap program stands. */
export interface ProgramStanding {
  readonly program: string;
  /** `unpinned` was never looked at, `unread` cannot be looked at now. */
  readonly state: 'pinned' | 'changed' | 'unpinned' | 'unread';
  readonly pin?: ProgramPin;
  /** Deployment that the chain runs now, in words. */
  readonly found?: string;
  /** Why it cannot be read. */
  readonly problem?: string;
}

const PREFIX = 'program pin ';

/** A pin as it is written down and as it travels. */
export const programPinNote = z.strictObject({
  program: z.string(),
  identity: z.string(),
  atMs: z.number().int(),
  by: z.string().optional(),
  reason: z.string().optional(),
}) as unknown as z.ZodType<ProgramPin>;

/** How programs stand, as it travels. */
export const programStandings = z.array(
  z.strictObject({
    program: z.string(),
    state: z.enum(['pinned', 'changed', 'unpinned', 'unread']),
    pin: programPinNote.optional(),
    found: z.string().optional(),
    problem: z.string().optional(),
  }),
) as unknown as z.ZodType<readonly ProgramStanding[]>;

/**
 * The deployment of a program that is pinned, `undefined` for one that was never seen.
 *
 * @throws ExecutionError `JOURNAL__DAMAGED` when it cannot be read
 */
export function readPin(journal: NoteReader, program: string): ProgramPin | undefined {
  return readNote(journal, `${PREFIX}${program}`, programPinNote);
}

/** Pins a deployment, in the place of the one before. */
export function writePin(journal: Pick<Notebook, 'takeNote'>, pin: ProgramPin): void {
  journal.takeNote(`${PREFIX}${pin.program}`, JSON.stringify(pin));
}
