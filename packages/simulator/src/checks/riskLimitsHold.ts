import type { Fill } from '@quantbot/executor';

import type { Check } from './check.ts';
import type { History, TradeFact } from './history.ts';

/** Something that changes what a wallet has at stake. */
interface Moment {
  readonly atMs: number;
  readonly trade: TradeFact;
  readonly event: TradeFact['events'][number]['event'];
}

/**
 * What a wallet has at stake, worked out from the events alone and in its own favour: open buys
 * count with what they put into the swap, without any fee, so whatever is above a limit here is
 * above it in truth.
 */
interface Stake {
  /** Lamports of open buys, by trade. */
  readonly open: Map<string, bigint>;
  /** What positions cost, by token. */
  readonly held: Map<string, { units: bigint; cost: bigint }>;
  /** What a fill took out of a position, by trade, for the day it is lost. */
  readonly taken: Map<string, { units: bigint; cost: bigint }>;
  /** Volume of fills by trade, with the day it counts on. */
  readonly volume: Map<string, { readonly day: number; readonly lamports: bigint }>;
}

const DAY_MS = 86_400_000;
const ENDING = new Set(['TradeDenied', 'TradeFailed', 'TradeCancelled']);

/** What is let in together stays inside the limits together. */
export const riskLimitsHold: Check = {
  name: 'risk-limits-hold',
  invariant: 'INV-06',
  holds: 'Whenever a buy is let in, exposure and the volume of the day are inside their limits.',
  find: (history) => history.wallets.flatMap((_, wallet) => findIn(history, wallet)),
};

function findIn({ trades, limits }: History, wallet: number): string[] {
  const moments = momentsOf(trades.filter((trade) => trade.wallet === wallet));
  const stake: Stake = { open: new Map(), held: new Map(), taken: new Map(), volume: new Map() };
  const found: string[] = [];
  for (const [index, moment] of moments.entries()) {
    // A person has to decide then, and nothing new is let in.
    if (moment.event.name === 'ConflictObserved') break;
    apply(stake, moment);
    // What happened in one millisecond has no order that could be told from outside.
    if (moments[index + 1]?.atMs === moment.atMs) continue;
    const isLetIn = moments.some(
      ({ atMs, event, trade }) =>
        atMs === moment.atMs && event.name === 'TradeAdmitted' && isBuy(trade),
    );
    if (!isLetIn) continue;
    const exposure = sum(stake.open) + [...stake.held.values()].reduce(addCost, 0n);
    const volume = sum(stake.open) + volumeOn(stake, Math.floor(moment.atMs / DAY_MS));
    if (exposure > limits.exposureLamportsMax) {
      found.push(`wallet ${wallet} had ${exposure} lamports at stake at ${moment.atMs}`);
    }
    if (volume > limits.dailyVolumeLamportsMax) {
      found.push(`wallet ${wallet} had traded ${volume} lamports at ${moment.atMs}`);
    }
  }
  return found;
}

/** In the order of time; at the same time what ends goes before what begins. */
function momentsOf(trades: readonly TradeFact[]): readonly Moment[] {
  return trades
    .flatMap((trade) => trade.events.map(({ atMs, event }): Moment => ({ atMs, trade, event })))
    .toSorted((left, right) => left.atMs - right.atMs || rank(left) - rank(right));
}

function rank({ event }: Moment): number {
  if (ENDING.has(event.name)) return 0;
  return event.name === 'TradeAdmitted' ? 2 : 1;
}

function apply(stake: Stake, { atMs, trade, event }: Moment): void {
  const { tradeId } = trade.record;
  if (event.name === 'TradeAdmitted' && isBuy(trade)) stake.open.set(tradeId, amountOf(trade));
  if (ENDING.has(event.name)) stake.open.delete(tradeId);
  if (event.name === 'AttemptRolledBack') {
    if (isBuy(trade)) stake.open.set(tradeId, amountOf(trade));
    takeBack(stake, trade);
  }
  if (event.name !== 'FillRead' && event.name !== 'FillRecorded') return;
  // After a fork the same bytes land again, at another price: the final fill is what counts.
  takeBack(stake, trade);
  stake.open.delete(tradeId);
  book(stake, trade, event.fill);
  const lamports = BigInt(event.fill.lamports);
  stake.volume.set(tradeId, { day: Math.floor(atMs / DAY_MS), lamports });
}

function book({ held, taken }: Stake, trade: TradeFact, fill: Fill): void {
  const { tradeId, request } = trade.record;
  const position = held.get(request.tokenAddress) ?? { units: 0n, cost: 0n };
  const change = isBuy(trade)
    ? { units: BigInt(fill.tokenUnits), cost: BigInt(fill.lamports) }
    : saleOf(position, BigInt(fill.tokenUnits));
  taken.set(tradeId, change);
  held.set(request.tokenAddress, {
    units: position.units + change.units,
    cost: position.cost + change.cost,
  });
}

/** A sale takes its share of the cost; tokens that no trade brought have none. */
function saleOf(position: { readonly units: bigint; readonly cost: bigint }, units: bigint) {
  const held = position.units > 0n ? position.units : 0n;
  const sold = units < held ? units : held;
  const isAll = sold === held;
  return { units: -sold, cost: -(isAll ? position.cost : (position.cost * sold) / held) };
}

/** A fill that was lost, or read anew, has changed nothing. */
function takeBack({ held, taken, volume }: Stake, trade: TradeFact): void {
  const { tradeId, request } = trade.record;
  const change = taken.get(tradeId);
  if (change === undefined) return;
  const position = held.get(request.tokenAddress) ?? { units: 0n, cost: 0n };
  held.set(request.tokenAddress, {
    units: position.units - change.units,
    cost: position.cost - change.cost,
  });
  taken.delete(tradeId);
  volume.delete(tradeId);
}

function isBuy({ record }: TradeFact): boolean {
  return record.request.side === 'buy';
}

function amountOf({ record }: TradeFact): bigint {
  return BigInt(record.request.amountBaseUnits ?? 0);
}

function sum(lamports: ReadonlyMap<string, bigint>): bigint {
  return [...lamports.values()].reduce((total, each) => total + each, 0n);
}

function addCost(total: bigint, { cost }: { readonly cost: bigint }): bigint {
  return cost > 0n ? total + cost : total;
}

function volumeOn({ volume }: Stake, day: number): bigint {
  return [...volume.values()].reduce(
    (total, each) => (each.day === day ? total + each.lamports : total),
    0n,
  );
}
