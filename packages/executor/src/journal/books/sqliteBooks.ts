import type { SqlDatabase, SqlStatement, SqlValue } from '../../platform/executorPlatform.ts';
import type { TradeMode } from '../tradeEvents.ts';
import {
  NO_ACCOUNT,
  NO_FIGURES,
  NO_POSITION,
  type Account,
  type Booking,
  type BookStore,
  type PeriodFigures,
  type Position,
} from './bookRows.ts';
import { lazyStatements, type PrepareStatement } from '../lazyStatements.ts';

/** Tables of the books. Amounts are digits in a text: base units may not fit into 63 bits. */
export const BOOKS_SCHEMA = `CREATE TABLE bookings (
     trade_id TEXT PRIMARY KEY,
     wallet TEXT NOT NULL,
     mode TEXT NOT NULL,
     token TEXT NOT NULL,
     admitted_at_ms INTEGER,
     booked_at_ms INTEGER,
     units TEXT NOT NULL,
     cost_lamports TEXT NOT NULL,
     realised_lamports TEXT NOT NULL,
     fee_lamports TEXT NOT NULL,
     volume_lamports TEXT NOT NULL,
     open_cost_lamports TEXT NOT NULL,
     open_loss_lamports TEXT NOT NULL,
     open_fee_lamports TEXT NOT NULL,
     open_volume_lamports TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX bookings_admitted ON bookings (wallet, mode, admitted_at_ms)
     WHERE admitted_at_ms IS NOT NULL;
   CREATE TABLE positions (
     wallet TEXT NOT NULL,
     mode TEXT NOT NULL,
     token TEXT NOT NULL,
     units TEXT NOT NULL,
     cost_lamports TEXT NOT NULL,
     open_cost_lamports TEXT NOT NULL,
     PRIMARY KEY (wallet, mode, token)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE accounts (
     wallet TEXT NOT NULL,
     mode TEXT NOT NULL,
     cost_lamports TEXT NOT NULL,
     open_cost_lamports TEXT NOT NULL,
     open_loss_lamports TEXT NOT NULL,
     open_fee_lamports TEXT NOT NULL,
     open_volume_lamports TEXT NOT NULL,
     positions TEXT NOT NULL,
     PRIMARY KEY (wallet, mode)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE quarters (
     wallet TEXT NOT NULL,
     mode TEXT NOT NULL,
     quarter INTEGER NOT NULL,
     realised_lamports TEXT NOT NULL,
     fee_lamports TEXT NOT NULL,
     volume_lamports TEXT NOT NULL,
     PRIMARY KEY (wallet, mode, quarter)
   ) STRICT, WITHOUT ROWID;`;

/** The books in a SQLite database that has their tables. */
export function createSqliteBooks(database: SqlDatabase): BookStore {
  const sql = prepareStatements(lazyStatements(database));
  return {
    booking: (tradeId) => readBooking(sql.booking.get(tradeId)),
    saveBooking: (booking) => {
      saveBooking(sql.saveBooking, booking);
    },
    position: ({ wallet, mode, token }) => readPosition(sql.position.get(wallet, mode, token)),
    savePosition: ({ wallet, mode, token }, position) => {
      const { units, costLamports, openCostLamports } = position;
      const amounts = [units, costLamports, openCostLamports].map(String);
      sql.savePosition.run(wallet, mode, token, ...amounts);
    },
    heldPositions: ({ wallet, mode }) =>
      sql.heldPositions.all(wallet, mode).flatMap((row) => {
        const { units, costLamports } = readPosition(row);
        return units > 0n ? [{ token: String(row['token']), units, costLamports }] : [];
      }),
    account: ({ wallet, mode }) => readAccount(sql.account.get(wallet, mode)),
    saveAccount: ({ wallet, mode }, account) => {
      const { costLamports, openCostLamports, openLossLamports, positions } = account;
      const { openFeeLamports, openVolumeLamports } = account;
      const open = [openCostLamports, openLossLamports, openFeeLamports, openVolumeLamports];
      sql.saveAccount.run(wallet, mode, ...[costLamports, ...open, positions].map(String));
    },
    quarter: ({ wallet, mode }, quarter) => readFigures(sql.quarter.get(wallet, mode, quarter)),
    saveQuarter: ({ wallet, mode }, quarter, figures) => {
      const { realisedLamports, feeLamports, volumeLamports } = figures;
      const amounts = [realisedLamports, feeLamports, volumeLamports].map(String);
      sql.saveQuarter.run(wallet, mode, quarter, ...amounts);
    },
    quartersFrom: ({ wallet, mode }, quarter) =>
      sql.quartersFrom.all(wallet, mode, quarter).map(readFigures),
    countAdmitted: ({ wallet, mode }, sinceMs) =>
      Number(sql.countAdmitted.get(wallet, mode, sinceMs)?.['total'] ?? 0n),
  };
}

type Row = Record<string, SqlValue> | undefined;

function amountOf(row: NonNullable<Row>, column: string): bigint {
  return BigInt(String(row[column]));
}

function timeOf(row: NonNullable<Row>, column: string): number | undefined {
  const value = row[column] ?? undefined;
  return value === undefined ? undefined : Number(value);
}

function readPosition(row: Row): Position {
  if (row === undefined) return NO_POSITION;
  return {
    units: amountOf(row, 'units'),
    costLamports: amountOf(row, 'cost_lamports'),
    openCostLamports: amountOf(row, 'open_cost_lamports'),
  };
}

function readAccount(row: Row): Account {
  if (row === undefined) return NO_ACCOUNT;
  return {
    costLamports: amountOf(row, 'cost_lamports'),
    openCostLamports: amountOf(row, 'open_cost_lamports'),
    openLossLamports: amountOf(row, 'open_loss_lamports'),
    openFeeLamports: amountOf(row, 'open_fee_lamports'),
    openVolumeLamports: amountOf(row, 'open_volume_lamports'),
    positions: amountOf(row, 'positions'),
  };
}

function readFigures(row: Row): PeriodFigures {
  if (row === undefined) return NO_FIGURES;
  return {
    realisedLamports: amountOf(row, 'realised_lamports'),
    feeLamports: amountOf(row, 'fee_lamports'),
    volumeLamports: amountOf(row, 'volume_lamports'),
  };
}

function readBooking(row: Row): Booking | undefined {
  if (row === undefined) return undefined;
  return {
    tradeId: String(row['trade_id']),
    wallet: String(row['wallet']),
    mode: String(row['mode']) as TradeMode,
    token: String(row['token']),
    admittedAtMs: timeOf(row, 'admitted_at_ms'),
    bookedAtMs: timeOf(row, 'booked_at_ms'),
    units: amountOf(row, 'units'),
    costLamports: amountOf(row, 'cost_lamports'),
    ...readFigures(row),
    openCostLamports: amountOf(row, 'open_cost_lamports'),
    openLossLamports: amountOf(row, 'open_loss_lamports'),
    openFeeLamports: amountOf(row, 'open_fee_lamports'),
    openVolumeLamports: amountOf(row, 'open_volume_lamports'),
  };
}

function saveBooking(statement: SqlStatement, booking: Booking): void {
  const { tradeId, wallet, mode, token, admittedAtMs = null, bookedAtMs = null } = booking;
  const amounts = [
    booking.units,
    booking.costLamports,
    booking.realisedLamports,
    booking.feeLamports,
    booking.volumeLamports,
    booking.openCostLamports,
    booking.openLossLamports,
    booking.openFeeLamports,
    booking.openVolumeLamports,
  ];
  statement.run(tradeId, wallet, mode, token, admittedAtMs, bookedAtMs, ...amounts.map(String));
}

function prepareStatements(prepare: PrepareStatement) {
  return {
    booking: prepare('SELECT * FROM bookings WHERE trade_id = ?'),
    saveBooking:
      prepare(`INSERT OR REPLACE INTO bookings (trade_id, wallet, mode, token, admitted_at_ms, booked_at_ms,
       units, cost_lamports, realised_lamports, fee_lamports, volume_lamports, open_cost_lamports,
       open_loss_lamports, open_fee_lamports, open_volume_lamports)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    position: prepare(`SELECT units, cost_lamports, open_cost_lamports FROM positions
       WHERE wallet = ? AND mode = ? AND token = ?`),
    savePosition:
      prepare(`INSERT OR REPLACE INTO positions (wallet, mode, token, units, cost_lamports,
       open_cost_lamports) VALUES (?, ?, ?, ?, ?, ?)`),
    heldPositions: prepare(
      `SELECT * FROM positions WHERE wallet = ? AND mode = ? AND units <> '0' ORDER BY token`,
    ),
    account: prepare('SELECT * FROM accounts WHERE wallet = ? AND mode = ?'),
    saveAccount:
      prepare(`INSERT OR REPLACE INTO accounts (wallet, mode, cost_lamports, open_cost_lamports,
       open_loss_lamports, open_fee_lamports, open_volume_lamports, positions)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    quarter: prepare('SELECT * FROM quarters WHERE wallet = ? AND mode = ? AND quarter = ?'),
    saveQuarter:
      prepare(`INSERT OR REPLACE INTO quarters (wallet, mode, quarter, realised_lamports, fee_lamports,
       volume_lamports) VALUES (?, ?, ?, ?, ?, ?)`),
    quartersFrom: prepare('SELECT * FROM quarters WHERE wallet = ? AND mode = ? AND quarter >= ?'),
    countAdmitted: prepare(`SELECT count(*) AS total FROM bookings
       WHERE wallet = ? AND mode = ? AND admitted_at_ms >= ?`),
  } satisfies Record<string, SqlStatement>;
}
