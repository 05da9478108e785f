import { TRADE_TRANSITIONS } from '@quantbot/executor';

import { isClaim } from './mortalPlatform.ts';
import type { RandomSource } from './randomSource.ts';
import type { DeathMoment, DeathPlan, EventName } from './traderOrders.ts';

/** Where a process dies: a moment of its own, or whenever the parent strikes. */
export type DeathPoint =
  `${'before-commit' | 'after-commit'} ${EventName}` | DeathMoment | 'any time';

/** Events that nothing in the crash suite can bring about, each for a reason. */
const OUT_OF_REACH: ReadonlyMap<string, string> = new Map([
  ['TradeRehearsed', 'is written in dry-run only'],
  ['AttemptRolledBack', 'needs a fork, which the embedded chain does not have'],
  ['ConflictObserved', 'would be a violation'],
  ['TradeResolved', 'is written for a person'],
]);

/** Rare events: a process that is to die at one gets its first. */
const FREQUENT: ReadonlySet<string> = new Set([
  'AttemptSigned',
  'LaneAcknowledged',
  'AttemptConfirmed',
  'FillRead',
  'FillRecorded',
]);
const COUNT_MAX = 6;
/** Claims that are durable or under way when a process dies at one. */
const CLAIMS_MIN = 20;
const CLAIMS_MAX = 28;
const ANY_TIME_SHARE = 0.2;
const DANGEROUS_SHARE = 0.4;
const SEND_MOMENTS = ['after-sign', 'before-send', 'during-send', 'after-send'] as const;
const DANGEROUS_POINTS: readonly DeathPoint[] = [
  ...SEND_MOMENTS,
  'before-commit AttemptSigned',
  'after-commit AttemptSigned',
];

/** Every event of the journal that a process can die at, straight from the table of states. */
export function journalEvents(): readonly EventName[] {
  const named = Object.values(TRADE_TRANSITIONS).flatMap((row) => Object.keys(row));
  return [...new Set(['TradeReceived', ...named])].filter(
    (name): name is EventName => !OUT_OF_REACH.has(name),
  );
}

/** Every point of death, the journal's before and after the commit. */
export function deathPoints(): readonly DeathPoint[] {
  const commits = journalEvents().flatMap((name): DeathPoint[] => [
    `before-commit ${name}`,
    `after-commit ${name}`,
  ]);
  return [...commits, ...SEND_MOMENTS, 'any time'];
}

/** The point that a plan aims at. */
export function pointOf(plan: DeathPlan | undefined): DeathPoint {
  if (plan === undefined) return 'any time';
  const { moment, event } = plan;
  return moment === 'before-commit' || moment === 'after-commit'
    ? `${moment} ${event ?? 'TradeReceived'}`
    : moment;
}

/**
 * Chooses where the next process dies: in a part of the cases at any time, in another around a
 * signature and its first bytes, where most is at stake, else at the point that was aimed at least
 * so far, so that every one gets its turn.
 *
 * @returns `undefined` when the parent is to strike at any time
 */
export function chooseDeath(
  random: RandomSource,
  aimed: Map<DeathPoint, number>,
): DeathPlan | undefined {
  if (random.chance(ANY_TIME_SHARE)) return undefined;
  const points = random.chance(DANGEROUS_SHARE)
    ? DANGEROUS_POINTS
    : deathPoints().filter((point) => point !== 'any time');
  const times = points.map((point) => aimed.get(point) ?? 0);
  const fewest = Math.min(...times);
  const point = random.pick(points.filter((_, index) => times[index] === fewest));
  aimed.set(point, fewest + 1);
  const [moment, event] = point.split(' ') as [DeathMoment, EventName | undefined];
  if (event === undefined) return { moment, count: random.between(1, COUNT_MAX) };
  if (isClaim(event)) return { moment, event, count: random.between(CLAIMS_MIN, CLAIMS_MAX) };
  return { moment, event, count: FREQUENT.has(event) ? random.between(1, COUNT_MAX) : 1 };
}
