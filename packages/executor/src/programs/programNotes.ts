import { ExecutionError, reasonOf } from '@quantbot/core';
import { z } from 'zod';

import type { Journal } from '../journal/journal.ts';

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
export function readPin(
  journal: Pick<Journal, 'note' | 'path'>,
  program: string,
): ProgramPin | undefined {
  const text = journal.note(`${PREFIX}${program}`);
  if (text === undefined) return undefined;
  try {
    return programPinNote.parse(JSON.parse(text));
  } catch (cause) {
    const detail = `the pin of program ${program} cannot be read: ${reasonOf(cause)}`;
    throw new ExecutionError('JOURNAL__DAMAGED', { path: journal.path, detail }, { cause });
  }
}

/** Pins a deployment, in the place of the one before. */
export function writePin(journal: Pick<Journal, 'takeNote'>, pin: ProgramPin): void {
  journal.takeNote(`${PREFIX}${pin.program}`, JSON.stringify(pin));
}
