import { positive, count } from './bookTrade.ts';
import {
  NO_FIGURES,
  quarterOf,
  type Account,
  type Booking,
  type BookStore,
  type PeriodFigures,
  type Position,
  type PositionKey,
} from './bookRows.ts';

/** From when on gates count. */
export interface BookPeriods {
  /** Begin of the day that daily limits are for, milliseconds since the Unix epoch. */
  readonly dayStartMs: number;
  /** Begin of the window that orders are counted in. */
  readonly ordersSinceMs: number;
}

/** What to read the books for. */
export interface BookQuery extends PositionKey, BookPeriods {
  /** Trade that is left out, because it is the one that is judged. */
  readonly exceptTradeId?: string;
}

/** What the journal's own data say about a wallet, read at one moment. */
export interface BookSnapshot {
  /** Of the token that is asked for. */
  readonly position: Position;
  readonly account: Account;
  /** What ended since the begin of the day. */
  readonly today: PeriodFigures;
  /** Trades that the gates let through in the window. */
  readonly ordersInWindow: number;
}

/** Reads the books as gates look at them. */
export function readBooks(store: BookStore, query: BookQuery): BookSnapshot {
  const snapshot = {
    position: store.position(query),
    account: store.account(query),
    today: store.quartersFrom(query, quarterOf(query.dayStartMs)).reduce(add, NO_FIGURES),
    ordersInWindow: store.countAdmitted(query, query.ordersSinceMs),
  };
  const own = query.exceptTradeId === undefined ? undefined : store.booking(query.exceptTradeId);
  return own === undefined ? snapshot : without(snapshot, own, query);
}

function add(left: PeriodFigures, right: PeriodFigures): PeriodFigures {
  return {
    realisedLamports: left.realisedLamports + right.realisedLamports,
    feeLamports: left.feeLamports + right.feeLamports,
    volumeLamports: left.volumeLamports + right.volumeLamports,
  };
}

function without(snapshot: BookSnapshot, own: Booking, query: BookQuery): BookSnapshot {
  const { position, account, today, ordersInWindow } = snapshot;
  const rest: Position = {
    units: position.units - own.units,
    costLamports: position.costLamports - own.costLamports,
    openCostLamports: position.openCostLamports - own.openCostLamports,
  };
  const isToday = own.bookedAtMs !== undefined && own.bookedAtMs >= query.dayStartMs;
  const isRecent = own.admittedAtMs !== undefined && own.admittedAtMs >= query.ordersSinceMs;
  return {
    position: rest,
    account: {
      costLamports:
        account.costLamports + positive(rest.costLamports) - positive(position.costLamports),
      openCostLamports: account.openCostLamports - own.openCostLamports,
      openLossLamports: account.openLossLamports - own.openLossLamports,
      openFeeLamports: account.openFeeLamports - own.openFeeLamports,
      openVolumeLamports: account.openVolumeLamports - own.openVolumeLamports,
      positions: account.positions + count(rest) - count(position),
    },
    today: isToday
      ? {
          realisedLamports: today.realisedLamports - own.realisedLamports,
          feeLamports: today.feeLamports - own.feeLamports,
          volumeLamports: today.volumeLamports - own.volumeLamports,
        }
      : today,
    ordersInWindow: ordersInWindow - (isRecent ? 1 : 0),
  };
}
