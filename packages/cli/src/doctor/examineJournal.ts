import { isExecutionError, reasonOf } from '@quantbot/core';
import {
  createNodePlatform,
  haltFilePathOf,
  isJournalOwned,
  JOURNAL_FILE,
  openSqliteJournalFeed,
  type ExecutionSettings,
  type JournalFeed,
  type TradeSearch,
} from '@quantbot/executor';

import { isThere } from '../platform/isThere.ts';
import type { DoctorFinding } from './doctorFinding.ts';

const PAGE = 200;

/** Looks at the journal and at the halt file, as whoever starts next would find them. */
export function examineJournal(
  dataDirectory: string,
  settings: ExecutionSettings,
): readonly DoctorFinding[] {
  return [...examineRecords(dataDirectory), ...examineHaltFile(dataDirectory, settings)];
}

function examineRecords(dataDirectory: string): readonly DoctorFinding[] {
  const path = `${dataDirectory}/${JOURNAL_FILE}`;
  if (!isThere(path)) {
    return [journal('ok', { found: 'there is none yet: the first trade makes it' })];
  }
  try {
    const platform = createNodePlatform();
    const owner = isJournalOwned(dataDirectory, platform)
      ? 'owned by a running process'
      : 'not in use';
    const reader = openSqliteJournalFeed(path, platform);
    try {
      return [judgeTrades(reader, owner)];
    } finally {
      reader.close();
    }
  } catch (cause) {
    const found = isExecutionError(cause) ? cause.code : 'cannot be read';
    return [
      journal('fail', {
        found,
        next: isExecutionError(cause) ? cause.message : `${reasonOf(cause)}.`,
      }),
    ];
  }
}

/**
 * Looks at every trade of a journal, however old: a conflict halts the wallet until it is decided.
 *
 * @param owner - who has the journal now, in words
 */
export function judgeTrades(feed: Pick<JournalFeed, 'search'>, owner: string): DoctorFinding {
  const keys = keysOf(feed, 'conflicted');
  const [first] = keys;
  if (first !== undefined) {
    const found =
      keys.length === 1
        ? `trade "${first}" is in conflict with the chain`
        : `${keys.length} trades are in conflict with the chain, the newest is "${first}"`;
    const next = 'See docs/operations/conflicted-trade.md, then decide by quantbot resolve.';
    return journal('fail', { found, next });
  }
  const open = keysOf(feed, 'open').length;
  return journal('ok', { found: `can be read, ${owner}, ${open} open trades` });
}

function keysOf(
  feed: Pick<JournalFeed, 'search'>,
  status: NonNullable<TradeSearch['status']>,
): readonly string[] {
  const keys: string[] = [];
  for (let after: TradeSearch['after']; ;) {
    const page = feed.search({ status, limit: PAGE, ...(after === undefined ? {} : { after }) });
    keys.push(...page.trades.map(({ key }) => key));
    if (page.next === undefined) return keys;
    after = page.next;
  }
}

function examineHaltFile(
  dataDirectory: string,
  settings: ExecutionSettings,
): readonly DoctorFinding[] {
  const path = haltFilePathOf({ ...settings, dataDirectory });
  const reading = createNodePlatform().haltFiles.read(path);
  if (reading.kind === 'absent') return [];
  const found =
    reading.kind === 'present'
      ? `the halt file ${path} is there: nothing is traded`
      : `whether there is a halt file at ${path} cannot be told (${reading.reason}), which halts`;
  const next = 'Find out who placed it and why, then remove it.';
  return [journal('warn', { found, next })];
}

function journal(
  verdict: DoctorFinding['verdict'],
  told: Pick<DoctorFinding, 'found' | 'next'>,
): DoctorFinding {
  return { area: 'journal', subject: '', verdict, ...told };
}
