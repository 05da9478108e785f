import { wholeOf } from '../format/amounts.ts';
import type { Trade } from '../wire/tradeShapes.ts';
import type { Position } from '../wire/tradingShapes.ts';
import { canMove, isOpen } from './tradeList.ts';

/** Money that is out of the wallet or may be in a moment, in lamports. */
export interface RiskFigures {
  /** Cost of what is held. */
  readonly heldLamports: bigint;
  /** What live trades that can still move money may take at worst. */
  readonly reservedLamports: bigint;
  /** Trades that can still move money. */
  readonly movingTrades: number;
  /** Trades that are in a block and wait for finality. */
  readonly settlingTrades: number;
  /** Open trades of which no lane gave a definite answer, or whose death cannot be proven. */
  readonly doubtfulTrades: number;
  /** When the oldest trade that can still move money began. */
  readonly oldestAtMs: number | undefined;
}

/** Adds up what is at risk. Rehearsals risk nothing. */
export function riskFigures(trades: readonly Trade[], positions: readonly Position[]): RiskFigures {
  const open = trades.filter(isOpen);
  const moving = open.filter(canMove);
  // What a settling trade took is in the positions already.
  const live = moving.filter(({ mode }) => mode === 'live');
  return {
    heldLamports: positions.reduce((sum, { costLamports }) => sum + wholeOf(costLamports), 0n),
    reservedLamports: live.reduce(
      (sum, { reservedLamports }) => sum + wholeOf(reservedLamports ?? 0),
      0n,
    ),
    movingTrades: moving.length,
    settlingTrades: open.length - moving.length,
    doubtfulTrades: open.filter(
      ({ attemptStatus, unprovable }) => attemptStatus === 'in_doubt' || unprovable !== undefined,
    ).length,
    oldestAtMs: moving.reduce<number | undefined>(
      (oldest, { createdAtMs }) => Math.min(oldest ?? createdAtMs, createdAtMs),
      undefined,
    ),
  };
}
