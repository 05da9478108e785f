import type { SqlDatabase } from '../platform/executorPlatform.ts';
import type { BrokenLink } from './verifyTrade.ts';

/** Every commit that wrote a trade left an anchor that names it, so each name has to have a row. */
const VANISHED = `SELECT a.number,
    CASE h.type WHEN 'array' THEN json_extract(h.value, '$[0]') END AS trade_id
  FROM anchors a, json_each(CASE WHEN json_valid(a.heads) THEN a.heads ELSE '[null]' END) h
  WHERE NOT EXISTS (
    SELECT 1 FROM trades t WHERE t.trade_id =
      CASE h.type WHEN 'array' THEN json_extract(h.value, '$[0]') END
  ) ORDER BY a.number LIMIT 1`;

const COUNT = 'SELECT count(*) AS found, coalesce(max(number), 0) AS newest FROM anchors';

/**
 * Finds a trade that is gone, by the anchors of the commits that wrote it: its key would be free, and
 * a repeat would trade again. Reads no events, so that a start stays fast however long the journal is.
 */
export function findVanishedTrade(database: SqlDatabase): BrokenLink | undefined {
  const counted = database.prepare(COUNT).get();
  const [found, newest] = [Number(counted?.['found']), Number(counted?.['newest'])];
  if (found !== newest) {
    const problem = `is the newest of ${found}, so that others are missing before it`;
    return { what: 'anchor', anchor: newest, problem };
  }
  const row = database.prepare(VANISHED).get();
  if (row === undefined) return undefined;
  const anchor = Number(row['number']);
  const tradeId = row['trade_id'];
  if (typeof tradeId !== 'string') return { what: 'anchor', anchor, problem: 'is unreadable' };
  return { what: 'trade', tradeId, problem: `is missing; anchor ${anchor} stands for it` };
}
