import { dirname } from 'node:path';

import {
  createNodePlatform,
  haltFilePathOf,
  isJournalOwned,
  type JournalReader,
} from '@quantbot/executor';

import { readCommandEnvironment } from '../environment.ts';
import type { TradingFacts } from '../output/renderTrading.ts';

/** Changes that are shown. */
const CHANGES_MAX = 20;

/** Reads from the files of a data directory what may be traded from it, whoever owns it. */
export function readTradingFacts(journal: JournalReader): TradingFacts {
  const platform = createNodePlatform();
  const { settings } = readCommandEnvironment(() => undefined);
  const haltFilePath = haltFilePathOf(settings);
  const haltFile = platform.haltFiles.read(haltFilePath).kind;
  const changes = journal.tradingChanges({ limit: CHANGES_MAX });
  const state = haltFile === 'absent' ? (changes[0]?.state ?? 'active') : 'halted';
  const owned = isJournalOwned(dirname(journal.path), platform);
  const conflicts = journal.conflicts().map(({ key }) => key);
  return { state, changes, conflicts, haltFilePath, haltFile, owned };
}
