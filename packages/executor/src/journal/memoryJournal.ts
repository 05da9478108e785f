import { ExecutionError } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { Journal } from './journal.ts';
import { createMemoryRows, createMemoryStore, takeBack, type MemoryRows } from './memoryStore.ts';
import { createStoredJournal } from './storedJournal.ts';

/** A place in memory that journals are opened on, one owner after another. */
export interface JournalMemory {
  /** Who owns the place, told apart by identity. */
  owner: object | undefined;
  readonly rows: MemoryRows;
}

/** How to open a journal in memory. */
export interface MemoryJournalOptions {
  readonly memory: JournalMemory;
  readonly platform: Pick<ExecutorPlatform, 'nextTurn' | 'sha256Hex'>;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly nowMs: () => number;
  /** Called at every commit; what it throws is a commit that failed. */
  readonly beforeCommit?: () => void;
}

/** Makes a place for a journal. */
export function createJournalMemory(): JournalMemory {
  return { owner: undefined, rows: createMemoryRows() };
}

/**
 * Opens a journal that forgets everything when the process ends. It decides what the one on disk
 * decides; for simulations and tests.
 *
 * @throws ExecutionError `JOURNAL__LOCKED` while somebody else has it.
 */
export function openMemoryJournal(options: MemoryJournalOptions): Journal {
  const { memory, platform, nowMs, beforeCommit = () => undefined } = options;
  if (memory.owner !== undefined) {
    throw new ExecutionError('JOURNAL__LOCKED', { path: 'memory', waitedMs: 0 });
  }
  const owner = {};
  const store = createMemoryStore(memory.rows, beforeCommit);
  const release = (): void => {
    if (memory.owner === owner) memory.owner = undefined;
  };
  const journal = createStoredJournal({ store, platform, nowMs, release });
  memory.owner = owner;
  return journal;
}

/** What a crash of the owner does: whatever it had not committed is gone, and the lock is free. */
export function crashJournalOwner(memory: JournalMemory): void {
  takeBack(memory.rows, 0);
  memory.rows.undo = undefined;
  memory.owner = undefined;
}
