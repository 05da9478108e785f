import {
  createNodePlatform,
  openSqliteJournalReader,
  type JournalReader,
  type TradingChange,
} from '@quantbot/executor';

import type { TradeFact } from '../checks/history.ts';
import type { SimulatedDisk } from '../process/simulatedDisk.ts';
import { JOURNAL_PATH } from './simulationConfig.ts';

const TRADES_MAX = 10_000;

/** Every trade that a disk has, as a reader finds it. */
export function readTrades(disk: SimulatedDisk, wallet: number): TradeFact[] {
  return readJournal(disk, (reader) =>
    reader.list({ limit: TRADES_MAX }).map(({ tradeId }) => {
      const history = reader.history(tradeId);
      if (history === undefined) throw new TypeError(`the journal lists ${tradeId} and has it not`);
      return { wallet, record: history.trade, events: history.events };
    }),
  );
}

/** Every change of the trading state that a disk has, oldest first. */
export function readTradingChanges(disk: SimulatedDisk): readonly TradingChange[] {
  return readJournal(disk, (reader) => reader.tradingChanges({ limit: TRADES_MAX }).toReversed());
}

function readJournal<Value>(disk: SimulatedDisk, read: (reader: JournalReader) => Value): Value {
  const platform = { ...createNodePlatform(), openDatabase: (path: string) => disk.open(path) };
  const reader = openSqliteJournalReader(JOURNAL_PATH, platform);
  try {
    return read(reader);
  } finally {
    reader.close();
  }
}
