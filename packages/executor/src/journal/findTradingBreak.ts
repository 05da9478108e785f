import type { SqlDatabase } from '../platform/executorPlatform.ts';
import { CHAIN_START, type EventChain } from './eventChain.ts';
import { readSchemaVersion, TRADING_STATES_SCHEMA } from './journalSchema.ts';
import { readTradingChange } from './sqliteJournalReader.ts';
import type { BrokenLink } from './verifyTrade.ts';

/**
 * Holds every change of the trading state against its hash, so that a halt that was changed, or
 * taken away with a later change left in place, is found. Who takes the newest one away has to
 * write the file, and is found by nothing but an eye that remembers it.
 */
export function findTradingBreak(database: SqlDatabase, chain: EventChain): BrokenLink | undefined {
  if (readSchemaVersion(database) < TRADING_STATES_SCHEMA) return undefined;
  let hash = CHAIN_START;
  const rows = database.prepare('SELECT * FROM trading_states ORDER BY number').all();
  for (const [index, row] of rows.entries()) {
    const change = readTradingChange(row);
    const number = index + 1;
    if (change.number !== number) return broken(number, 'is missing');
    hash = chain.hashTradingChange(hash, change);
    if (row['hash'] === hash) continue;
    return broken(
      number,
      'does not match its hash: it, or what stood before it, is not as written',
    );
  }
  return undefined;
}

function broken(number: number, problem: string): BrokenLink {
  return { what: 'trading', number, problem };
}
