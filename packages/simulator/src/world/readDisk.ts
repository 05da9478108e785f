import {
  createNodePlatform,
  openSqliteJournalReader,
  type TradingChange,
} from '@quantbot/executor';

import type { TradeFact } from '../checks/history.ts';
import type { SimulatedDisk } from '../process/simulatedDisk.ts';
import { JOURNAL_PATH } from './simulationConfig.ts';

const ROWS_MAX = 10_000;

const machine = createNodePlatform();

/** What a disk has at the end of a schedule, as a reader finds it. */
export interface DiskFacts {
  readonly trades: readonly TradeFact[];
  /** Oldest first. */
  readonly tradingChanges: readonly TradingChange[];
}

/** Reads everything that the journal of a wallet has. */
export function readDisk(disk: SimulatedDisk, wallet: number): DiskFacts {
  const reader = openSqliteJournalReader(JOURNAL_PATH, {
    ...machine,
    openDatabase: (path) => disk.open(path),
  });
  try {
    const trades = tradeIdsOf(disk).map((tradeId) => {
      const history = reader.history(tradeId);
      if (history === undefined) throw new TypeError(`the journal lists ${tradeId} and has it not`);
      return { wallet, record: history.trade, events: history.events };
    });
    return { trades, tradingChanges: reader.tradingChanges({ limit: ROWS_MAX }).toReversed() };
  } finally {
    reader.close();
  }
}

/** Newest first. Their records are read with their events, and not twice. */
function tradeIdsOf(disk: SimulatedDisk): readonly string[] {
  return disk
    .open(JOURNAL_PATH)
    .prepare('SELECT trade_id FROM trades ORDER BY created_at_ms DESC, rowid DESC')
    .all()
    .map(({ trade_id: tradeId }) => String(tradeId));
}
