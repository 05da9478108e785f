import { DEFAULT_LIMITS } from '../config/defaults.ts';
import type { CompiledLimits } from '../config/executionAdapterConfig.ts';
import type { Reserved } from '../gates/reservationOf.ts';
import { NO_ACCOUNT, NO_FIGURES, NO_POSITION } from '../journal/books/bookRows.ts';
import type { AdmissionSnapshot } from '../journal/journal.ts';

/** A wallet that holds nothing and has never traded, unless said otherwise. */
export function fixtureSnapshot(changes: SnapshotChanges = {}): AdmissionSnapshot {
  return {
    openTrades: changes.openTrades ?? 0,
    position: { ...NO_POSITION, ...changes.position },
    account: { ...NO_ACCOUNT, ...changes.account },
    today: { ...NO_FIGURES, ...changes.today },
    ordersInWindow: changes.ordersInWindow ?? 0,
  };
}

/** What a test says of a snapshot. */
export interface SnapshotChanges {
  readonly openTrades?: number;
  readonly position?: Partial<AdmissionSnapshot['position']>;
  readonly account?: Partial<AdmissionSnapshot['account']>;
  readonly today?: Partial<AdmissionSnapshot['today']>;
  readonly ordersInWindow?: number;
}

/** Limits that nothing made up comes near to, unless said otherwise. */
export function fixtureLimits(changes: Partial<CompiledLimits> = {}): CompiledLimits {
  return {
    ...DEFAULT_LIMITS,
    tradeLamportsMax: 1_000_000_000n,
    solReserveLamportsMin: 0n,
    openTradesMax: 1_000,
    ...changes,
  };
}

/** A buy of 1000 lamports, with 10 of fees and 5 of rent. */
export const FIXTURE_RESERVED: Reserved = {
  amountLamports: 1_000n,
  feeLamports: 10n,
  rentLamports: 5n,
};
