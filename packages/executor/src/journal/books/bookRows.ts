import type { TradeMode } from '../tradeEvents.ts';

/** Whose books: every wallet has its own, and a rehearsal never counts for a live trade. */
export interface BookKey {
  readonly wallet: string;
  readonly mode: TradeMode;
}

/** One token in the books of a wallet. */
export interface PositionKey extends BookKey {
  readonly token: string;
}

/** Tokens held by journalled fills. */
export interface Position {
  /** Base units. Below 0 only while a purchase is undone of which a part was sold already. */
  readonly units: bigint;
  /** Lamports they cost, with all costs, at the average of all purchases. */
  readonly costLamports: bigint;
  /** Lamports that open buys of the token may still take. */
  readonly openCostLamports: bigint;
}

/** All positions and open trades of a wallet together. */
export interface Account {
  /** Lamports that the positions cost. */
  readonly costLamports: bigint;
  /** Lamports that open buys may still take. */
  readonly openCostLamports: bigint;
  /** Lamports that open trades may still lose: fees, and sells below what was paid. */
  readonly openLossLamports: bigint;
  /** Lamports of fees that open trades may still pay. */
  readonly openFeeLamports: bigint;
  /** Lamports that open trades may still move through swaps. */
  readonly openVolumeLamports: bigint;
  /** Tokens that are held or being bought. */
  readonly positions: bigint;
}

/** What ended in some span of time. */
export interface PeriodFigures {
  /** Lamports won, negative when lost. */
  readonly realisedLamports: bigint;
  /** Lamports of fees and tips. */
  readonly feeLamports: bigint;
  /** Lamports on the SOL side of swaps. */
  readonly volumeLamports: bigint;
}

/** What one trade has changed in the books, so that it can be taken back to the lamport. */
export interface Booking extends PositionKey, PeriodFigures {
  readonly tradeId: string;
  readonly admittedAtMs: number | undefined;
  readonly bookedAtMs: number | undefined;
  readonly units: bigint;
  readonly costLamports: bigint;
  readonly openCostLamports: bigint;
  readonly openLossLamports: bigint;
  readonly openFeeLamports: bigint;
  readonly openVolumeLamports: bigint;
}

export const NO_POSITION: Position = { units: 0n, costLamports: 0n, openCostLamports: 0n };

export const NO_ACCOUNT: Account = {
  costLamports: 0n,
  openCostLamports: 0n,
  openLossLamports: 0n,
  openFeeLamports: 0n,
  openVolumeLamports: 0n,
  positions: 0n,
};

export const NO_FIGURES: PeriodFigures = {
  realisedLamports: 0n,
  feeLamports: 0n,
  volumeLamports: 0n,
};

/**
 * Days begin by a time zone that may change, so figures are kept by quarters of an hour: every zone
 * that is in use lies whole quarters from UTC.
 */
const QUARTER_MS = 900_000;

/** Number of the quarter of an hour that a moment lies in. */
export function quarterOf(atMs: number): number {
  return Math.floor(atMs / QUARTER_MS);
}

/** A token that is held. */
export interface HeldPosition extends Pick<Position, 'units' | 'costLamports'> {
  readonly token: string;
}

/** Where the books are kept. It decides nothing. */
export interface BookStore {
  booking(tradeId: string): Booking | undefined;
  saveBooking(booking: Booking): void;
  position(key: PositionKey): Position;
  savePosition(key: PositionKey, position: Position): void;
  /** Tokens of which some are held, by their address. */
  heldPositions(key: BookKey): readonly HeldPosition[];
  account(key: BookKey): Account;
  saveAccount(key: BookKey, account: Account): void;
  quarter(key: BookKey, quarter: number): PeriodFigures;
  saveQuarter(key: BookKey, quarter: number, figures: PeriodFigures): void;
  /** Figures of every quarter from one on. */
  quartersFrom(key: BookKey, quarter: number): readonly PeriodFigures[];
  /** Trades that the gates let through since a moment, milliseconds since the Unix epoch. */
  countAdmitted(key: BookKey, sinceMs: number): number;
}
