import { createNodePlatform, JOURNAL_FILE, openSqliteJournalReader } from '@quantbot/executor';
import type { JournalReader } from '@quantbot/executor';
import type { Sandbox } from '@quantbot/sandbox';

/** Where the demo keeps its journal: it goes with the sandbox. */
export function demoDataDirectory({ directory }: Pick<Sandbox, 'directory'>): string {
  return `${directory}/data`;
}

/** Reads something out of the demo's journal, as another process would. */
export function readDemoJournal<Value>(
  sandbox: Pick<Sandbox, 'directory'>,
  read: (journal: JournalReader) => Value,
): Value {
  const path = `${demoDataDirectory(sandbox)}/${JOURNAL_FILE}`;
  const journal = openSqliteJournalReader(path, createNodePlatform());
  try {
    return read(journal);
  } finally {
    journal.close();
  }
}
