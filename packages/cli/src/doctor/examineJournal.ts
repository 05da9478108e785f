import { isExecutionError, reasonOf } from '@quantbot/core';
import {
  createNodePlatform,
  haltFilePathOf,
  isJournalOwned,
  isTerminal,
  JOURNAL_FILE,
  openSqliteJournalReader,
  type ExecutionSettings,
} from '@quantbot/executor';

import { isThere } from '../platform/isThere.ts';
import type { DoctorFinding } from './doctorFinding.ts';

const NEWEST = 1_000;

/** Looks at the journal and at the halt file, as whoever starts next would find them. */
export function examineJournal(
  dataDirectory: string,
  settings: ExecutionSettings,
): readonly DoctorFinding[] {
  return [...examineRecords(dataDirectory), ...examineHaltFile(dataDirectory, settings)];
}

function examineRecords(dataDirectory: string): readonly DoctorFinding[] {
  const path = `${dataDirectory}/${JOURNAL_FILE}`;
  if (!isThere(path)) {
    return [journal('ok', { found: 'there is none yet: the first trade makes it' })];
  }
  try {
    const platform = createNodePlatform();
    const owner = isJournalOwned(dataDirectory, platform)
      ? 'owned by a running process'
      : 'not in use';
    const reader = openSqliteJournalReader(path, platform);
    try {
      const newest = reader.list({ limit: NEWEST });
      const conflicted = newest.find(({ status }) => status === 'conflicted');
      if (conflicted !== undefined) {
        const found = `trade "${conflicted.key}" is in conflict with the chain`;
        const next = 'See docs/operations/conflicted-trade.md, then decide by quantbot resolve.';
        return [journal('fail', { found, next })];
      }
      const open = newest.filter(({ status }) => !isTerminal(status)).length;
      const found = `can be read, ${owner}, ${open} of the newest ${newest.length} trades open`;
      return [journal('ok', { found })];
    } finally {
      reader.close();
    }
  } catch (cause) {
    const found = isExecutionError(cause) ? cause.code : 'cannot be read';
    return [
      journal('fail', {
        found,
        next: isExecutionError(cause) ? cause.message : `${reasonOf(cause)}.`,
      }),
    ];
  }
}

function examineHaltFile(
  dataDirectory: string,
  settings: ExecutionSettings,
): readonly DoctorFinding[] {
  const path = haltFilePathOf({ ...settings, dataDirectory });
  const reading = createNodePlatform().haltFiles.read(path);
  if (reading.kind === 'absent') return [];
  const found =
    reading.kind === 'present'
      ? `the halt file ${path} is there: nothing is traded`
      : `whether there is a halt file at ${path} cannot be told (${reading.reason}), which halts`;
  const next = 'Find out who placed it and why, then remove it.';
  return [journal('warn', { found, next })];
}

function journal(
  verdict: DoctorFinding['verdict'],
  told: Pick<DoctorFinding, 'found' | 'next'>,
): DoctorFinding {
  return { area: 'journal', subject: '', verdict, ...told };
}
