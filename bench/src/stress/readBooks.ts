import { join } from 'node:path';

import { createNodePlatform, JOURNAL_FILE, openSqliteJournalReader } from '@quantbot/executor';

import type { BookedTrade } from './compareBooks.ts';

/** Every trade of a data directory, as far as the chain can be held against it. */
export function readBooks(dataDirectory: string, wallet: string): BookedTrade[] {
  const path = join(dataDirectory, JOURNAL_FILE);
  const journal = openSqliteJournalReader(path, createNodePlatform());
  try {
    return journal.list({ limit: Number.MAX_SAFE_INTEGER }).map((trade) => ({
      key: trade.key,
      wallet,
      mint: trade.request.tokenAddress,
      side: trade.request.side,
      status: trade.status === 'failed' ? `failed ${trade.errorCode ?? ''}` : trade.status,
      errorCode: trade.errorCode,
      attempts: trade.attempts,
      fill: trade.fill,
    }));
  } finally {
    journal.close();
  }
}
