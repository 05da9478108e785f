import { createNodePlatform, openSqliteJournalReader } from '@quantbot/executor';

import type { TradeFact } from '../checks/history.ts';
import type { SimulatedDisk } from '../process/simulatedDisk.ts';
import { JOURNAL_PATH } from './simulationConfig.ts';

const TRADES_MAX = 10_000;

/** Every trade that a disk has, as a reader finds it. */
export function readTrades(disk: SimulatedDisk, wallet: number): TradeFact[] {
  const platform = { ...createNodePlatform(), openDatabase: (path: string) => disk.open(path) };
  const reader = openSqliteJournalReader(JOURNAL_PATH, platform);
  const trades = reader.list({ limit: TRADES_MAX }).map(({ tradeId }) => {
    const history = reader.history(tradeId);
    if (history === undefined) throw new TypeError(`the journal lists ${tradeId} and has it not`);
    return { wallet, record: history.trade, events: history.events };
  });
  reader.close();
  return trades;
}
