import type { SqlDatabase, SqlValue } from '../../platform/executorPlatform.ts';
import type { TradeRecord } from '../tradeRecord.ts';
import type { BrokenLink } from '../verifyTrade.ts';
import { count, positive } from './bookTrade.ts';
import {
  NO_ACCOUNT,
  NO_FIGURES,
  NO_POSITION,
  quarterOf,
  type Account,
  type Booking,
  type BookStore,
  type PeriodFigures,
  type Position,
} from './bookRows.ts';
import { createSqliteBooks } from './sqliteBooks.ts';
import { figuresOf, type TradeFigures } from './tradeFigures.ts';

/**
 * Holds the books against the records of the trades, and their sums against the bookings. Limits
 * are judged by them, so a figure that was changed is as bad as an event that was.
 */
export function findBookBreak(database: SqlDatabase): BrokenLink | undefined {
  const books = createSqliteBooks(database);
  const sums = createSums();
  const page = database.prepare(
    `SELECT trade_id, record FROM trades WHERE trade_id > ? ORDER BY trade_id LIMIT ${PAGE_ROWS}`,
  );
  let last = '';
  for (;;) {
    const rows = page.all(last);
    for (const row of rows) {
      const trade = JSON.parse(String(row['record'])) as TradeRecord;
      const booking = books.booking(trade.tradeId);
      if (!isBookedRight(figuresOf(trade), booking)) {
        const { tradeId } = trade;
        return { what: 'trade', tradeId, problem: 'it is booked otherwise than its record says' };
      }
      if (booking !== undefined) sums.add(booking);
    }
    const newest = rows.at(-1);
    if (newest === undefined) break;
    last = String(newest['trade_id']);
  }
  return strayBooking(database) ?? sums.findBreak(database, books);
}

/** Trades read at a time, so that a long journal need not fit into memory. */
const PAGE_ROWS = 1_000;

/** What a sale took out of its position depends on the position; all else follows from the record. */
function isBookedRight(figures: TradeFigures, booking: Booking | undefined): boolean {
  if (booking === undefined) return figures.admittedAtMs === undefined;
  const { units, lamports } = figures;
  const isOpenRight =
    booking.admittedAtMs === figures.admittedAtMs &&
    booking.openCostLamports === figures.openCostLamports &&
    booking.openFeeLamports === figures.openFeeLamports &&
    booking.openVolumeLamports === figures.openVolumeLamports &&
    booking.openLossLamports >= figures.openFeeLamports;
  const isEndRight =
    booking.bookedAtMs === figures.bookedAtMs &&
    booking.feeLamports === figures.feeLamports &&
    booking.volumeLamports === figures.volumeLamports;
  if (!isOpenRight || !isEndRight) return false;
  if (units < 0n)
    return booking.units <= 0n && booking.units >= units && booking.costLamports <= 0n;
  const realised = units > 0n ? 0n : -figures.feeLamports;
  return (
    booking.units === units &&
    booking.costLamports === (units > 0n ? lamports : 0n) &&
    booking.realisedLamports === realised
  );
}

function strayBooking(database: SqlDatabase): BrokenLink | undefined {
  const row = database
    .prepare(
      `SELECT trade_id FROM bookings WHERE NOT EXISTS
       (SELECT 1 FROM trades WHERE trades.trade_id = bookings.trade_id) LIMIT 1`,
    )
    .get();
  if (row === undefined) return undefined;
  return { what: 'trade', tradeId: String(row['trade_id']), problem: 'is booked and not there' };
}

type Row = Record<string, SqlValue>;

/** Sums over bookings, by what they are kept under. */
function createSums() {
  const positions = new Map<string, Position>();
  const open = new Map<string, Account>();
  const quarters = new Map<string, PeriodFigures>();
  return {
    add: (booking: Booking): void => {
      const { wallet, mode, token, bookedAtMs } = booking;
      const held = nameOf(wallet, mode, token);
      const { units, costLamports, openCostLamports } = positions.get(held) ?? NO_POSITION;
      positions.set(held, {
        units: units + booking.units,
        costLamports: costLamports + booking.costLamports,
        openCostLamports: openCostLamports + booking.openCostLamports,
      });
      const name = nameOf(wallet, mode);
      const account = open.get(name) ?? NO_ACCOUNT;
      open.set(name, {
        ...account,
        openCostLamports: account.openCostLamports + booking.openCostLamports,
        openLossLamports: account.openLossLamports + booking.openLossLamports,
        openFeeLamports: account.openFeeLamports + booking.openFeeLamports,
        openVolumeLamports: account.openVolumeLamports + booking.openVolumeLamports,
      });
      if (bookedAtMs === undefined) return;
      const quarter = nameOf(wallet, mode, String(quarterOf(bookedAtMs)));
      const figures = quarters.get(quarter) ?? NO_FIGURES;
      quarters.set(quarter, {
        realisedLamports: figures.realisedLamports + booking.realisedLamports,
        feeLamports: figures.feeLamports + booking.feeLamports,
        volumeLamports: figures.volumeLamports + booking.volumeLamports,
      });
    },
    findBreak: (database: SqlDatabase, books: BookStore): BrokenLink | undefined => {
      const accounts = withPositions(open, positions);
      const tables: ReadonlyArray<
        readonly [string, ReadonlyMap<string, object>, string, (row: Row) => object]
      > = [
        ['positions', positions, 'wallet, mode, token', (row) => books.position(positionKey(row))],
        ['accounts', accounts, 'wallet, mode', (row) => books.account(positionKey(row))],
        [
          'quarters',
          quarters,
          'wallet, mode, quarter',
          (row) => books.quarter(positionKey(row), Number(row['quarter'])),
        ],
      ];
      for (const [table, expected, key, read] of tables) {
        const rows = database.prepare(`SELECT ${key} FROM ${table}`).all();
        const problem = differenceIn(table, { expected, rows, read });
        if (problem !== undefined) return { what: 'file', problem };
      }
      return undefined;
    },
  };
}

function differenceIn(
  table: string,
  given: {
    readonly expected: ReadonlyMap<string, object>;
    readonly rows: readonly Row[];
    readonly read: (row: Row) => object;
  },
): string | undefined {
  const missing = new Map(given.expected);
  for (const row of given.rows) {
    const name = nameOf(...Object.values(row).map(String));
    const sum = missing.get(name);
    if (sum === undefined || !isSame(sum, given.read(row))) {
      return `${table} of ${name} is not the sum of the bookings`;
    }
    missing.delete(name);
  }
  const [lost] = missing.keys();
  return lost === undefined ? undefined : `${table} lacks ${lost}`;
}

/** Costs of positions, each counted on one side only, and their number. */
function withPositions(
  open: ReadonlyMap<string, Account>,
  positions: ReadonlyMap<string, Position>,
): ReadonlyMap<string, Account> {
  const accounts = new Map(open);
  for (const [name, position] of positions) {
    const owner = name.slice(0, name.lastIndexOf(' '));
    const account = accounts.get(owner) ?? NO_ACCOUNT;
    accounts.set(owner, {
      ...account,
      costLamports: account.costLamports + positive(position.costLamports),
      positions: account.positions + count(position),
    });
  }
  return accounts;
}

function positionKey(row: Row) {
  return {
    wallet: String(row['wallet']),
    mode: String(row['mode']) as Booking['mode'],
    token: String(row['token']),
  };
}

function nameOf(...parts: readonly string[]): string {
  return parts.join(' ');
}

function isSame(left: object, right: object): boolean {
  const found: Readonly<Record<string, unknown>> = { ...right };
  return Object.entries(left).every(([name, value]) => found[name] === value);
}
