import { readNote, type NoteReader, type Notebook } from '../journal/readNote.ts';
import { breakerMemoryNote, EMPTY_BREAKER_MEMORY, type BreakerMemory } from './breakerMemory.ts';

const NOTE = 'breaker';

/**
 * What the breaker had counted when the last owner of the journal ended.
 *
 * @throws ExecutionError `JOURNAL__DAMAGED` when it cannot be read: not to know is not to allow.
 */
export function readBreakerMemory(journal: NoteReader): BreakerMemory {
  return readNote(journal, NOTE, breakerMemoryNote) ?? EMPTY_BREAKER_MEMORY;
}

/** Keeps what the breaker counts, in the commit of whatever made it count. */
export function writeBreakerMemory(
  journal: Pick<Notebook, 'takeNote'>,
  memory: BreakerMemory,
): void {
  journal.takeNote(NOTE, JSON.stringify(memory));
}
