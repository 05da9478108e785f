import {
  NO_ACCOUNT,
  NO_FIGURES,
  NO_POSITION,
  type Account,
  type BookKey,
  type Booking,
  type BookStore,
  type PeriodFigures,
  type Position,
  type PositionKey,
} from './bookRows.ts';

/** The books in memory, as their owner leaves them to the next. */
export interface MemoryBookRows {
  readonly bookings: Map<string, Booking>;
  readonly positions: Map<string, Position>;
  readonly accounts: Map<string, Account>;
  /** By wallet and mode, then by quarter of an hour. */
  readonly quarters: Map<string, ReadonlyMap<number, PeriodFigures>>;
}

/** Makes books in which nothing stands. */
export function createMemoryBookRows(): MemoryBookRows {
  return { bookings: new Map(), positions: new Map(), accounts: new Map(), quarters: new Map() };
}

/** Writes an entry in a way that the open transaction can take back. */
export type PutEntry = <Value>(map: Map<string, Value>, key: string, value: Value) => void;

/** The books of one owner of the rows. */
export function createMemoryBooks(rows: MemoryBookRows, put: PutEntry): BookStore {
  const quartersOf = (key: BookKey) => rows.quarters.get(bookName(key)) ?? new Map();
  return {
    booking: (tradeId) => rows.bookings.get(tradeId),
    saveBooking: (booking) => {
      put(rows.bookings, booking.tradeId, booking);
    },
    position: (key) => rows.positions.get(positionName(key)) ?? NO_POSITION,
    savePosition: (key, position) => {
      put(rows.positions, positionName(key), position);
    },
    heldPositions: (key) => {
      const begin = `${bookName(key)} `;
      return [...rows.positions]
        .flatMap(([name, { units, costLamports }]) =>
          name.startsWith(begin) && units > 0n
            ? [{ token: name.slice(begin.length), units, costLamports }]
            : [],
        )
        .toSorted((left, right) => (left.token < right.token ? -1 : 1));
    },
    account: (key) => rows.accounts.get(bookName(key)) ?? NO_ACCOUNT,
    saveAccount: (key, account) => {
      put(rows.accounts, bookName(key), account);
    },
    quarter: (key, quarter) => quartersOf(key).get(quarter) ?? NO_FIGURES,
    saveQuarter: (key, quarter, figures) => {
      put(rows.quarters, bookName(key), new Map([...quartersOf(key), [quarter, figures]]));
    },
    quartersFrom: (key, quarter) =>
      [...quartersOf(key)].flatMap(([number, figures]) => (number >= quarter ? [figures] : [])),
    countAdmitted: ({ wallet, mode }, sinceMs) =>
      [...rows.bookings.values()].filter(
        (booking) =>
          booking.wallet === wallet &&
          booking.mode === mode &&
          booking.admittedAtMs !== undefined &&
          booking.admittedAtMs >= sinceMs,
      ).length,
  };
}

function bookName({ wallet, mode }: BookKey): string {
  return `${mode} ${wallet}`;
}

function positionName({ wallet, mode, token }: PositionKey): string {
  return `${mode} ${wallet} ${token}`;
}
