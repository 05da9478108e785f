import type { Trade } from '../wire/tradeShapes.ts';

const ENDED: ReadonlySet<Trade['status']> = new Set<Trade['status']>([
  'denied',
  'filled',
  'failed',
  'cancelled',
  'conflicted',
  'resolved',
]);

/** Whether more will happen to a trade by itself. */
export function isOpen({ status }: Pick<Trade, 'status'>): boolean {
  return !ENDED.has(status);
}

/** Whether something of it is signed that can still land; what settles is in a block already. */
export function canLand({ status }: Pick<Trade, 'status'>): boolean {
  return status === 'executing';
}

/**
 * Joins what is known with what was told now, newest trades first. Of two tellings of a trade the
 * one that knows more wins, whichever came first: list and stream overtake each other.
 *
 * @param most - Ended trades beyond it are forgotten; open ones and those that wait for a person never.
 */
export function mergeTrades(
  known: readonly Trade[],
  told: readonly Trade[],
  most: number,
): readonly Trade[] {
  const byKey = new Map(known.map((trade) => [keyOf(trade), trade]));
  for (const trade of told) {
    const before = byKey.get(keyOf(trade));
    if (before === undefined || knowsMore(trade, before)) byKey.set(keyOf(trade), trade);
  }
  const sorted = [...byKey.values()].sort(
    (first, second) => second.createdAtMs - first.createdAtMs || (first.key < second.key ? -1 : 1),
  );
  return sorted.filter(
    (trade, index) => index < most || isOpen(trade) || trade.status === 'conflicted',
  );
}

/** A rehearsal and a live trade may have the same key. */
function keyOf({ mode, key }: Trade): string {
  return `${mode} ${key}`;
}

function knowsMore(told: Trade, before: Trade): boolean {
  if (told.version !== undefined && before.version !== undefined) {
    return told.version >= before.version;
  }
  return told.updatedAtMs >= before.updatedAtMs;
}

/** Whether it can still move money: it is open, and does not merely wait for finality. */
export function canMove(trade: Pick<Trade, 'status'>): boolean {
  return isOpen(trade) && trade.status !== 'settling';
}

/** Trades that can still move money first, the longest open one on top; then all others, newest first. */
export function byUrgency(trades: readonly Trade[]): readonly Trade[] {
  const moving = trades.filter(canMove).toReversed();
  return [...moving, ...trades.filter((trade) => !canMove(trade))];
}
