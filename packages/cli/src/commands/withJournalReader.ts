import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { ExecutionError } from '@quantbot/core';
import {
  createNodePlatform,
  JOURNAL_FILE,
  openSqliteJournalReader,
  type JournalReader,
} from '@quantbot/executor';

import { readCommandEnvironment } from '../environment.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';

/**
 * Opens the journal for reading, whoever owns it, and closes it again.
 *
 * @throws ExecutionError `JOURNAL__MISSING`, `JOURNAL__UNAVAILABLE`, `JOURNAL__SCHEMA_NEWER`
 */
export function withJournalReader<Value>(read: (journal: JournalReader) => Value): Value {
  const journal = openJournalReader();
  try {
    return read(journal);
  } finally {
    journal.close();
  }
}

/** Opens the journal for reading; whoever asks closes it. Throws as `withJournalReader` does. */
export function openJournalReader(): JournalReader {
  return openSqliteJournalReader(findJournal(), createNodePlatform());
}

/**
 * Path of the journal that the environment names.
 *
 * @throws ExecutionError `JOURNAL__MISSING`
 */
export function findJournal(): string {
  const { dataDirectory } = readCommandEnvironment(createStderrTelemetry().warn);
  const path = `${dataDirectory}/${JOURNAL_FILE}`;
  // An empty answer would say "nothing was traded" where the directory is merely the wrong one.
  if (!existsSync(path)) throw new ExecutionError('JOURNAL__MISSING', { path: resolve(path) });
  return path;
}
