import {
  createNodePlatform,
  JOURNAL_FILE,
  openSqliteJournalReader,
  type JournalReader,
} from '@quantbot/executor';

import { readCommandEnvironment } from '../environment.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';

/** Opens the journal for reading, whoever owns it, and closes it again. */
export function withJournalReader<Value>(read: (journal: JournalReader) => Value): Value {
  const { dataDirectory } = readCommandEnvironment(createStderrTelemetry().warn);
  const journal = openSqliteJournalReader(`${dataDirectory}/${JOURNAL_FILE}`, createNodePlatform());
  try {
    return read(journal);
  } finally {
    journal.close();
  }
}
