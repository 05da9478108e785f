import { LANE_POLICIES } from '@quantbot/core';

import { createChance, type Chance } from '../chance/createChance.ts';
import {
  drawChainFaults,
  drawFalseHeights,
  drawLateLanding,
  drawLonelyLiar,
  drawNetworkFaults,
  drawNodeFaults,
  LATE_LANDING_MS,
} from './drawFaults.ts';
import { drawOperator } from './drawOperator.ts';
import type { CallPlan, Intent, Schedule, StopPlan, WalletPlan } from './schedule.ts';
import type { ScheduleSize } from './scheduleSize.ts';
import { sizeOf } from './sizeOf.ts';

/** Stream of the decisions made before time begins. */
const PLAN_STREAM = 1;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** Some day; schedules begin anywhere in a minute of it. */
const EPOCH_MS = 1_800_000_000_000;
const SOL = 1_000_000_000n;

/** Wallets and pools have fixed places, so that their addresses are the same in every schedule. */
const POOLS = [
  { symbol: 'ALPHA', decimals: 6 },
  { symbol: 'BETA', decimals: 9 },
] as const;

/** Tokens each wallet begins with, whole ones. */
const WHOLE_TOKENS_HELD = 1_000n;

/** Shortest time until the quiet, seconds. */
const QUIET_FROM_SECONDS_MIN = 20;

/** Decides everything about one schedule but what chance does while it runs. */
export function drawSchedule(seed: number): Schedule {
  const chance = createChance(seed, PLAN_STREAM);
  const size = sizeOf(seed);
  const late = chance.happens(size.lateLandingShare) ? drawLateLanding(chance) : undefined;
  const isLonely = late === undefined && chance.happens(size.lonelyLiarShare);
  const isMisled = late === undefined && !isLonely && chance.happens(size.falseHeightsShare);
  const quietFromMs =
    late === undefined && !isLonely && !isMisled
      ? chance.between(QUIET_FROM_SECONDS_MIN, size.quietFromSecondsMax) * SECOND_MS
      : LATE_LANDING_MS;
  const nodes = drawNodes(chance, size);
  const operators = [...new Set(nodes.map(({ operator }) => operator))];
  const liar = isLonely || isMisled || chance.happens(0.5) ? chance.pick(operators) : undefined;
  const lonely = isLonely && liar !== undefined ? drawLonelyLiar(chance, nodes, liar) : undefined;
  const misled = isMisled && liar !== undefined ? drawFalseHeights(chance, nodes, liar) : undefined;
  const hasBlockEngine = chance.happens(0.6);
  const wallets = Array.from({ length: chance.happens(size.secondWalletShare) ? 2 : 1 }, () =>
    drawWallet(chance, quietFromMs, size),
  );
  const around = { chance, quietFromMs, nodes, liar, size };
  const window = { hasBlockEngine, wallets: wallets.length, quietFromMs, size };
  const count = chance.pick(size.intents);
  const undecided = {
    seed,
    wallClockMs: EPOCH_MS + chance.between(0, MINUTE_MS - 1),
    slotMs: 400,
    pollIntervalMs: chance.pick(size.pollIntervalsMs),
    repeatIntervalMs: chance.pick(size.repeatIntervalsMs),
    pauseMs: size.pauseMs,
    deniedRepeatsMax: chance.pick(size.deniedRepeats),
    nodes,
    liar,
    hasBlockEngine,
    hasSockets: chance.happens(0.3),
    pools: POOLS,
    wallets,
    intents: Array.from({ length: count }, (_, number) => drawIntent(chance, number, window)),
    networkFaults: [
      ...(late?.networkFaults ?? []),
      ...(lonely?.networkFaults ?? []),
      ...(misled?.networkFaults ?? []),
      ...drawNetworkFaults(around),
    ],
    nodeFaults: [
      ...drawNodeFaults(around),
      ...(lonely?.nodeFaults ?? []),
      ...(misled?.nodeFaults ?? []),
    ],
    chainFaults: [
      ...drawChainFaults(around),
      ...(late?.chainFaults ?? []),
      ...(misled?.chainFaults ?? []),
    ],
    quietFromMs,
  };
  const askedAtMs = undecided.intents.flatMap(({ calls }) => calls.map(({ atMs }) => atMs));
  const decided = drawOperator(seed, { wallets: wallets.length, quietFromMs, size, askedAtMs });
  return { ...undecided, ...decided };
}

/** Two or three nodes of two or three operators. */
function drawNodes(chance: Chance, size: ScheduleSize): Schedule['nodes'] {
  const operators = chance.pick(size.operators);
  return operators.map((operator, index) => ({ label: `https://node-${index}.test`, operator }));
}

function drawWallet(chance: Chance, quietFromMs: number, size: ScheduleSize): WalletPlan {
  const stops = Array.from({ length: chance.pick(size.stops) }, () =>
    drawStop(chance, quietFromMs, size),
  );
  return {
    startsAtMs: chance.between(0, 500),
    stops,
    resumesAtStart: chance.happens(0.7),
    hasJournal: chance.happens(size.journalShare),
    lamports: chance.happens(0.35) ? BigInt(chance.between(20, 110)) * (SOL / 1_000n) : 50n * SOL,
    units: POOLS.map(({ decimals }) => WHOLE_TOKENS_HELD * 10n ** BigInt(decimals)),
  };
}

/** Most stops come at the places where a careless program loses something. */
function drawStop(chance: Chance, quietFromMs: number, { stopReach }: ScheduleSize): StopPlan {
  const [point, nthMax] = chance.pick([
    ['', 120],
    ['', 400],
    ['before commit', 12],
    ['after commit', 12],
    ['ask sendTransaction', 6],
    ['leave', 6],
    ['ask getSignatureStatuses', 20],
    ['sign', 3],
    ['ask getTransaction', 3],
  ] as const);
  const isLong = chance.happens(0.2);
  const failsDisk = point === 'before commit' && chance.happens(DISK_FAILURE_SHARE);
  return {
    point,
    nth: chance.between(1, Math.ceil(nthMax * stopReach)),
    pauseMs: isLong
      ? chance.between(10 * SECOND_MS, quietFromMs)
      : chance.between(50, 5 * SECOND_MS),
    ...(failsDisk && {
      diskFails: {
        how: chance.pick(['lost', 'kept'] as const),
        lastsMs: chance.between(10, 20 * SECOND_MS),
      },
    }),
  };
}

/** Stops before a commit at which it is the disk that fails. */
const DISK_FAILURE_SHARE = 0.5;

interface Surroundings {
  readonly hasBlockEngine: boolean;
  readonly wallets: number;
  readonly quietFromMs: number;
  readonly size: ScheduleSize;
}

function drawIntent(chance: Chance, number: number, around: Surroundings): Intent {
  const side = chance.happens(0.55) ? 'buy' : 'sell';
  const pool = chance.between(0, POOLS.length - 1);
  const atMs = chance.between(0, Math.min(15 * SECOND_MS, around.quietFromMs / 2));
  const sellPortionBps =
    side === 'sell' && chance.happens(0.15) ? chance.pick([2_500, 10_000]) : undefined;
  const isKeyless = sellPortionBps === undefined && chance.happens(0.15);
  return {
    number,
    wallet: chance.between(0, around.wallets - 1),
    key: isKeyless ? undefined : `intent-${number}`,
    side,
    pool,
    amountIn: sellPortionBps === undefined ? amountOf(chance, { side, pool, number }) : undefined,
    sellPortionBps,
    slippageBps: chance.pick([50, 100, 300, 500]),
    limitPrice: undefined,
    maxRetries: chance.pick([0, 1, 1, 2, 3]),
    deadlineMs: chance.pick([15, 30, 90, 180, 290, 290]) * SECOND_MS,
    lanePolicy: around.hasBlockEngine ? chance.pick(LANE_POLICIES) : 'rpc-only',
    calls: drawCalls(chance, atMs, around.size),
    cancelAtMs: chance.happens(0.2) ? atMs + chance.between(50, 40 * SECOND_MS) : undefined,
  };
}

/** Unlike every other amount of the schedule, and never the same part of the balance. */
function amountOf(
  chance: Chance,
  { side, pool, number }: { readonly side: string; readonly pool: number; readonly number: number },
): bigint {
  const serial = BigInt(number + 1);
  if (side === 'buy') return BigInt(chance.between(5, 60)) * 1_000_000n + serial;
  const unit = 10n ** BigInt(POOLS[pool]?.decimals ?? 0);
  return BigInt(chance.between(1, 60)) * unit + serial;
}

/** One caller, or several that ask for the same. */
function drawCalls(chance: Chance, firstAtMs: number, size: ScheduleSize): CallPlan[] {
  const count = chance.pick(size.calls);
  return Array.from({ length: count }, (_, index) => ({
    atMs: index === 0 ? firstAtMs : firstAtMs + chance.between(0, chance.pick([20, 2_000, 30_000])),
    waitMs: chance.pick(size.waitsMs),
  }));
}
