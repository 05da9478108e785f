import type { TradeHistory } from '../journal/journal.ts';
import type { AttemptPlan, Fill, JournalledEvent } from '../journal/tradeEvents.ts';

/** What the oracle holds of one trade, from its events alone. */
export interface OracleTrade {
  readonly token: string;
  readonly isBuy: boolean;
  readonly admittedAtMs: number | undefined;
  /** Lamports that it may still take: only open buys have any. */
  readonly openCost: bigint;
  readonly openFees: bigint;
  readonly openVolume: bigint;
  /** A signed, open sale: what it takes and what it brings at least. */
  readonly openSale: { readonly units: bigint; readonly minimum: bigint } | undefined;
  /** What it moved, with all costs, and when that became known. */
  readonly outcome: OracleOutcome | undefined;
}

/** What a trade moved, as the oracle reads it. */
export interface OracleOutcome {
  readonly atMs: number;
  readonly units: bigint;
  /** Lamports paid by a buy with all costs, or brought by a sale after them; 0 for no fill. */
  readonly lamports: bigint;
  readonly fees: bigint;
  readonly volume: bigint;
}

const ENDED = new Set(['TradeDenied', 'TradeRehearsed', 'TradeFailed', 'TradeCancelled']);

/**
 * Reads a trade out of its events with none of the journal's own code. It knows what the pipeline
 * does: no conflicts and no decisions of persons.
 */
export function readOracleTrade({ trade, events }: TradeHistory): OracleTrade {
  const isBuy = trade.request.side === 'buy';
  let admitted: JournalledEvent | undefined;
  let attempt: AttemptPlan | undefined;
  let fill: Fill | undefined;
  let filledAtMs = 0;
  let endedAtMs: number | undefined;
  let revertFees = 0n;
  for (const journalled of events) {
    const { event, atMs } = journalled;
    if (event.name === 'TradeAdmitted') admitted = journalled;
    if (event.name === 'TradeReopened') endedAtMs = undefined;
    if (event.name === 'AttemptSigned') ({ attempt } = event);
    if (event.name === 'AttemptExpired') attempt = undefined;
    if (event.name === 'AttemptReverted') {
      revertFees += BigInt(event.feeLamports);
      attempt = undefined;
    }
    if (event.name === 'AttemptRolledBack') fill = undefined;
    if (event.name === 'FillRead' || event.name === 'FillRecorded') {
      filledAtMs = fill === undefined ? atMs : filledAtMs;
      ({ fill } = event);
    }
    if (ENDED.has(event.name)) endedAtMs = atMs;
  }
  const base = { token: trade.request.tokenAddress, isBuy, admittedAtMs: admitted?.atMs };
  const none = { openCost: 0n, openFees: 0n, openVolume: 0n, openSale: undefined };
  if (fill !== undefined) {
    return { ...base, ...none, outcome: outcomeOf(fill, { isBuy, filledAtMs, revertFees }) };
  }
  const isDenied = trade.status === 'denied' || trade.status === 'received';
  if (endedAtMs !== undefined || isDenied) {
    const outcome = { atMs: endedAtMs ?? 0, units: 0n, lamports: 0n, fees: revertFees, volume: 0n };
    return { ...base, ...none, outcome: revertFees === 0n ? undefined : outcome };
  }
  return { ...base, ...openOf(admitted, attempt, { isBuy, revertFees }), outcome: undefined };
}

function openOf(
  admitted: JournalledEvent | undefined,
  attempt: AttemptPlan | undefined,
  { isBuy, revertFees }: { readonly isBuy: boolean; readonly revertFees: bigint },
) {
  const reserved = admitted?.event.name === 'TradeAdmitted' ? admitted.event.reserved : undefined;
  const amount = BigInt(reserved?.amountLamports ?? 0);
  const fees = max(BigInt(reserved?.feeLamports ?? 0), revertFees + feesOf(attempt));
  const rent = BigInt(reserved?.rentLamports ?? 0);
  const openSale =
    isBuy || attempt === undefined
      ? undefined
      : { units: BigInt(attempt.amountIn), minimum: BigInt(attempt.minimumOut) };
  return {
    openCost: isBuy ? amount + fees + rent : 0n,
    openFees: fees,
    openVolume: isBuy ? amount : BigInt(attempt?.quotedOut ?? 0),
    openSale,
  };
}

function outcomeOf(
  fill: Fill,
  given: { readonly isBuy: boolean; readonly filledAtMs: number; readonly revertFees: bigint },
): OracleOutcome {
  const fees =
    BigInt(fill.baseFeeLamports) +
    BigInt(fill.priorityFeeLamports) +
    BigInt(fill.tipLamports) +
    given.revertFees;
  const costs = fees + BigInt(fill.rentLamports);
  const lamports = BigInt(fill.lamports);
  const units = BigInt(fill.tokenUnits);
  return {
    atMs: given.filledAtMs,
    units: given.isBuy ? units : -units,
    lamports: given.isBuy ? lamports + costs : lamports - costs,
    fees,
    volume: lamports,
  };
}

function feesOf(attempt: AttemptPlan | undefined): bigint {
  if (attempt === undefined) return 0n;
  return (
    BigInt(attempt.baseFeeLamports) +
    BigInt(attempt.priorityFeeLamports) +
    BigInt(attempt.tipLamports)
  );
}

function max(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}

/** The figures of a wallet, worked out anew from what its trades moved, oldest outcome first. */
export interface OracleBooks {
  readonly positions: ReadonlyMap<string, { readonly units: bigint; readonly cost: bigint }>;
  readonly realised: bigint;
  readonly fees: bigint;
  readonly volume: bigint;
  readonly openCost: bigint;
  readonly openFees: bigint;
  readonly openVolume: bigint;
}

/**
 * Works the books out anew.
 *
 * @param dayStartMs - Outcomes before it count for positions alone.
 */
export function oracleBooks(trades: readonly OracleTrade[], dayStartMs: number): OracleBooks {
  const positions = new Map<string, { units: bigint; cost: bigint }>();
  let realised = 0n;
  let fees = 0n;
  let volume = 0n;
  const outcomes = trades
    .flatMap(({ token, outcome }) => (outcome === undefined ? [] : [{ token, outcome }]))
    .toSorted((left, right) => left.outcome.atMs - right.outcome.atMs);
  for (const { token, outcome } of outcomes) {
    const held = positions.get(token) ?? { units: 0n, cost: 0n };
    const gain = move(held, outcome);
    positions.set(token, held);
    if (outcome.atMs < dayStartMs) continue;
    realised += gain;
    fees += outcome.fees;
    volume += outcome.volume;
  }
  const total = (figure: 'openCost' | 'openFees' | 'openVolume') =>
    trades.reduce((sum, trade) => sum + trade[figure], 0n);
  return {
    positions,
    realised,
    fees,
    volume,
    openCost: total('openCost'),
    openFees: total('openFees'),
    openVolume: total('openVolume'),
  };
}

/** Moves a position by an outcome and tells what was won by it. */
function move(held: { units: bigint; cost: bigint }, outcome: OracleOutcome): bigint {
  if (outcome.units === 0n) return -outcome.fees;
  if (outcome.units > 0n) {
    held.units += outcome.units;
    held.cost += outcome.lamports;
    return 0n;
  }
  const sold = -outcome.units;
  const known = sold < held.units ? sold : held.units;
  const cost = known === held.units ? held.cost : (held.cost * known) / held.units;
  held.units -= known;
  held.cost -= cost;
  // Tokens that came from nowhere bring no gain.
  const brought = outcome.lamports > 0n ? (outcome.lamports * known) / sold : outcome.lamports;
  return brought - cost;
}
