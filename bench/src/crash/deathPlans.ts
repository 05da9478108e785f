import { TRADE_TRANSITIONS } from '@quantbot/executor';

import type { RandomSource } from './randomSource.ts';
import type { DeathMoment, DeathPlan, EventName } from './traderOrders.ts';

/** Where a process dies: a moment of its own, or whenever the parent strikes. */
export type DeathPoint =
  `${'before-commit' | 'after-commit'} ${EventName}` | DeathMoment | 'any time';

const REMOTE = 'needs a remote signer, and these wallets have keys of their own';

/** Events that nothing in the crash suite can bring about, each for a reason. */
export const OUT_OF_REACH: ReadonlyMap<string, string> = new Map([
  ['TradeRehearsed', 'is written in dry-run only'],
  ['AttemptRolledBack', 'needs a fork, which the embedded chain does not have'],
  ['ConflictObserved', 'would be a violation'],
  ['TradeResolved', 'is written for a person'],
  ['AttemptPrepared', REMOTE],
  ['PreparedExpired', REMOTE],
  ['PreparedUnprovable', REMOTE],
  ['SignerFailed', REMOTE],
]);

/** Events that come every second: a process that is to die at one need not get its first. */
const FREQUENT: ReadonlySet<string> = new Set([
  'TradeReceived',
  'TradeAdmitted',
  'AttemptSigned',
  'LaneAcknowledged',
  'SeenOnChain',
  'AttemptConfirmed',
  'FillRead',
  'FillRecorded',
]);
const COUNT_MAX = 3;
const ANY_TIME_SHARE = 0.22;
const DANGEROUS_SHARE = 0.35;
const SEND_MOMENTS = ['after-sign', 'before-send', 'during-send', 'after-send'] as const;
const DANGEROUS_POINTS: readonly DeathPoint[] = [
  ...SEND_MOMENTS,
  'before-commit AttemptSigned',
  'after-commit AttemptSigned',
];

/** How far a run has come with a point. */
export interface PointProgress {
  /** Processes that died there, or are on their way to. */
  readonly met: number;
  /** Processes that were to die there and did not come to it in time. */
  readonly missed: number;
}

/** A miss costs time: after so many of them a point is as good as met once. */
const MISSES_PER_DEATH = 3;

/** Every event of the journal that a process can die at, straight from the table of states. */
export function journalEvents(): readonly EventName[] {
  const named = Object.values(TRADE_TRANSITIONS).flatMap((row) => Object.keys(row));
  return [...new Set(['TradeReceived', ...named])].filter(
    (name): name is EventName => !OUT_OF_REACH.has(name),
  );
}

/** Every point of death that is aimed at, the journal's before and after the commit. */
export function deathPoints(): readonly DeathPoint[] {
  const commits = journalEvents().flatMap((name): DeathPoint[] => [
    `before-commit ${name}`,
    `after-commit ${name}`,
  ]);
  return [...commits, ...SEND_MOMENTS];
}

/** The point that a plan aims at. */
export function pointOf(plan: DeathPlan | undefined): DeathPoint {
  if (plan === undefined) return 'any time';
  const { moment, event } = plan;
  return moment === 'before-commit' || moment === 'after-commit'
    ? `${moment} ${event ?? 'TradeReceived'}`
    : moment;
}

/** What is left to do: enough deaths, or only points at which nobody has died. */
export type DeathChoice = 'any' | 'unmet';

/**
 * Chooses where the next process dies: in a part of the cases at any time, in another around a
 * signature and its first bytes, where most is at stake, else at the point at which fewest have
 * died, so that every one gets its turn.
 *
 * @returns `undefined` when the parent is to strike at any time
 */
export function chooseDeath(
  random: RandomSource,
  progressOf: (point: DeathPoint) => PointProgress,
  choice: DeathChoice = 'any',
): DeathPlan | undefined {
  const isAny = choice === 'any';
  if (isAny && random.chance(ANY_TIME_SHARE)) return undefined;
  const points = isAny && random.chance(DANGEROUS_SHARE) ? DANGEROUS_POINTS : deathPoints();
  const weights = points.map((point) => {
    const { met, missed } = progressOf(point);
    return met + Math.floor(missed / MISSES_PER_DEATH);
  });
  const least = Math.min(...weights);
  const point = random.pick(points.filter((_, index) => weights[index] === least));
  const [moment, event] = point.split(' ') as [DeathMoment, EventName | undefined];
  const isFrequent = event === undefined || FREQUENT.has(event);
  const count = isFrequent ? random.between(1, COUNT_MAX) : 1;
  return event === undefined ? { moment, count } : { moment, event, count };
}
