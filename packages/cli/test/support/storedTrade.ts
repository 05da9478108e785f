import { existsSync } from 'node:fs';
import { join } from 'node:path';

import {
  createNodePlatform,
  JOURNAL_FILE,
  openSqliteJournalReader,
  type TradeRecord,
} from '@quantbot/executor';

import type { Variables } from './quantbot.ts';

/** A live trade as the journal of these variables has it, read without a process of its own. */
export function storedTrade(variables: Variables, key: string): TradeRecord | undefined {
  const path = join(variables['EXECUTION_DATA_DIR'] ?? '', JOURNAL_FILE);
  if (!existsSync(path)) return undefined;
  const reader = openSqliteJournalReader(path, createNodePlatform());
  try {
    return reader.findByKey(key, 'live');
  } finally {
    reader.close();
  }
}
