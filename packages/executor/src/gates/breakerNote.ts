import { ExecutionError, reasonOf } from '@quantbot/core';

import type { Journal } from '../journal/journal.ts';
import { breakerMemoryNote, EMPTY_BREAKER_MEMORY, type BreakerMemory } from './breakerMemory.ts';

const NOTE = 'breaker';

/**
 * What the breaker had counted when the last owner of the journal ended.
 *
 * @throws ExecutionError `JOURNAL__DAMAGED` when it cannot be read: not to know is not to allow.
 */
export function readBreakerMemory(journal: Pick<Journal, 'note' | 'path'>): BreakerMemory {
  const text = journal.note(NOTE);
  if (text === undefined) return EMPTY_BREAKER_MEMORY;
  try {
    return breakerMemoryNote.parse(JSON.parse(text));
  } catch (cause) {
    const detail = `what the breaker has counted cannot be read: ${reasonOf(cause)}`;
    throw new ExecutionError('JOURNAL__DAMAGED', { path: journal.path, detail }, { cause });
  }
}

/** Keeps what the breaker counts, in the commit of whatever made it count. */
export function writeBreakerMemory(
  journal: Pick<Journal, 'takeNote'>,
  memory: BreakerMemory,
): void {
  journal.takeNote(NOTE, JSON.stringify(memory));
}
