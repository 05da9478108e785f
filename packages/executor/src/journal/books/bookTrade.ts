import type { TradeRecord } from '../tradeRecord.ts';
import {
  quarterOf,
  type Account,
  type Booking,
  type BookStore,
  type PeriodFigures,
  type Position,
  type PositionKey,
} from './bookRows.ts';
import { figuresOf, type TradeFigures } from './tradeFigures.ts';

/**
 * Brings the books up to what a trade has become, in the commit of its events. What it changed
 * before is taken back first, so that a corrected, rolled back or decided outcome never counts twice.
 *
 * @param before - The trade as it was booked last, `undefined` for a new one.
 */
export function bookTrade(
  store: BookStore,
  before: TradeRecord | undefined,
  after: TradeRecord,
): void {
  const figures = figuresOf(after);
  if (isSame(before === undefined ? UNTOUCHED : figuresOf(before), figures)) return;
  const { wallet, mode, request } = after;
  const key: PositionKey = { wallet, mode, token: request.tokenAddress };
  const earlier = store.booking(after.tradeId);
  const found: Totals = { position: store.position(key), account: store.account(key) };
  const cleared = earlier === undefined ? found : moveTotals(found, earlier, -1n);
  const booking = bookingOf(key, { trade: after, figures, position: cleared.position });
  const { position, account } = moveTotals(cleared, booking, 1n);
  store.savePosition(key, position);
  store.saveAccount(key, account);
  if (earlier !== undefined) moveQuarter(store, earlier, -1n);
  moveQuarter(store, booking, 1n);
  store.saveBooking(booking);
}

const UNTOUCHED: Partial<TradeFigures> = {
  openCostLamports: 0n,
  openFeeLamports: 0n,
  openVolumeLamports: 0n,
  openSellUnits: 0n,
  openSellMinimumLamports: 0n,
  units: 0n,
  lamports: 0n,
  feeLamports: 0n,
  volumeLamports: 0n,
};

function isSame(before: Partial<TradeFigures>, after: TradeFigures): boolean {
  return (Object.keys(after) as Array<keyof TradeFigures>).every(
    (name) => before[name] === after[name],
  );
}

interface Booked {
  readonly trade: TradeRecord;
  readonly figures: TradeFigures;
  /** The position without the trade. */
  readonly position: Position;
}

function bookingOf(key: PositionKey, { trade, figures, position }: Booked): Booking {
  const { units, costLamports, realisedLamports } = effectOf(figures, position);
  const { openSellUnits, openSellMinimumLamports } = figures;
  const openSell = sale(position, openSellUnits, openSellMinimumLamports);
  return {
    ...key,
    tradeId: trade.tradeId,
    admittedAtMs: figures.admittedAtMs,
    bookedAtMs: figures.bookedAtMs,
    units,
    costLamports,
    realisedLamports,
    feeLamports: figures.feeLamports,
    volumeLamports: figures.volumeLamports,
    openCostLamports: figures.openCostLamports,
    openLossLamports: figures.openFeeLamports + positive(-openSell.realisedLamports),
    openFeeLamports: figures.openFeeLamports,
    openVolumeLamports: figures.openVolumeLamports,
  };
}

type Effect = Pick<Booking, 'units' | 'costLamports' | 'realisedLamports'>;

function effectOf({ units, lamports, feeLamports }: TradeFigures, position: Position): Effect {
  if (units > 0n) return { units, costLamports: lamports, realisedLamports: 0n };
  if (units < 0n) return sale(position, -units, lamports);
  return { units: 0n, costLamports: 0n, realisedLamports: -feeLamports };
}

/**
 * A sale at average cost. Tokens that no journalled purchase brought cost nothing known, so what
 * they bring is no gain; what is lost on them is a loss.
 */
function sale(position: Position, units: bigint, lamports: bigint): Effect {
  const held = positive(position.units);
  const counted = units < held ? units : held;
  const cost = positive(position.costLamports);
  const costLamports = counted === held ? cost : (cost * counted) / held;
  const proceeds = lamports <= 0n || units === 0n ? lamports : (lamports * counted) / units;
  return {
    units: -counted,
    costLamports: -costLamports,
    realisedLamports: proceeds - costLamports,
  };
}

/** What every trade of a token is added to. A trade has one wallet and one token for ever. */
interface Totals {
  readonly position: Position;
  readonly account: Account;
}

/** Adds what a trade changes, or takes it back. */
function moveTotals(totals: Totals, booking: Booking, sign: 1n | -1n): Totals {
  const { position: before, account } = totals;
  const position: Position = {
    units: before.units + sign * booking.units,
    costLamports: before.costLamports + sign * booking.costLamports,
    openCostLamports: before.openCostLamports + sign * booking.openCostLamports,
  };
  return {
    position,
    account: {
      costLamports:
        account.costLamports + positive(position.costLamports) - positive(before.costLamports),
      openCostLamports: account.openCostLamports + sign * booking.openCostLamports,
      openLossLamports: account.openLossLamports + sign * booking.openLossLamports,
      openFeeLamports: account.openFeeLamports + sign * booking.openFeeLamports,
      openVolumeLamports: account.openVolumeLamports + sign * booking.openVolumeLamports,
      positions: account.positions + count(position) - count(before),
    },
  };
}

function moveQuarter(store: BookStore, booking: Booking, sign: 1n | -1n): void {
  if (booking.bookedAtMs === undefined) return;
  const quarter = quarterOf(booking.bookedAtMs);
  const figures = store.quarter(booking, quarter);
  store.saveQuarter(booking, quarter, {
    realisedLamports: figures.realisedLamports + sign * booking.realisedLamports,
    feeLamports: figures.feeLamports + sign * booking.feeLamports,
    volumeLamports: figures.volumeLamports + sign * booking.volumeLamports,
  } satisfies PeriodFigures);
}

/** Whether a token is held or being bought, as a number. */
export function count({ units, openCostLamports }: Position): bigint {
  return units > 0n || openCostLamports > 0n ? 1n : 0n;
}

/** A figure that counts on one side only. */
export function positive(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}
