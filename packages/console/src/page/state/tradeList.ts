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

/** Whether something of it is signed that can still land. */
export function canLand(trade: Trade): boolean {
  return trade.status === 'executing' || (trade.status === 'settling' && trade.mode === 'live');
}

/**
 * Joins what is known with what was told now, newest trades first. Of two tellings of a trade the
 * one that knows more wins, whichever came first: list and stream overtake each other.
 *
 * @param most - Ended trades beyond it are forgotten; open ones never.
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
  return sorted.filter((trade, index) => index < most || isOpen(trade));
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

/** Open trades first, those that wait longest at the top; then ended ones, newest first. */
export function byUrgency(trades: readonly Trade[]): readonly Trade[] {
  const open = trades.filter(isOpen).toReversed();
  return [...open, ...trades.filter((trade) => !isOpen(trade))];
}
