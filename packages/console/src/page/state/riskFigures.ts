import { wholeOf } from '../format/amounts.ts';
import type { Trade } from '../wire/tradeShapes.ts';
import type { Position } from '../wire/tradingShapes.ts';
import { isOpen } from './tradeList.ts';

/** Money that is out of the wallet or may be in a moment, in lamports. */
export interface RiskFigures {
  /** Cost of what is held. */
  readonly heldLamports: bigint;
  /** What open live trades may still take at worst. */
  readonly reservedLamports: bigint;
  readonly openTrades: number;
  /** Open trades of which no lane gave a definite answer, or whose death cannot be proven. */
  readonly doubtfulTrades: number;
  /** When the oldest open trade began. */
  readonly oldestOpenAtMs: number | undefined;
}

/** Adds up what is at risk. Rehearsals risk nothing. */
export function riskFigures(trades: readonly Trade[], positions: readonly Position[]): RiskFigures {
  const open = trades.filter(isOpen);
  const live = open.filter(({ mode }) => mode === 'live');
  return {
    heldLamports: positions.reduce((sum, { costLamports }) => sum + wholeOf(costLamports), 0n),
    reservedLamports: live.reduce(
      (sum, { reservedLamports }) => sum + wholeOf(reservedLamports ?? 0),
      0n,
    ),
    openTrades: open.length,
    doubtfulTrades: open.filter(
      ({ attemptStatus, unprovable }) => attemptStatus === 'in_doubt' || unprovable !== undefined,
    ).length,
    oldestOpenAtMs: open.reduce<number | undefined>(
      (oldest, { createdAtMs }) => Math.min(oldest ?? createdAtMs, createdAtMs),
      undefined,
    ),
  };
}
