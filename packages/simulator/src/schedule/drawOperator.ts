import { createChance, type Chance } from '../chance/createChance.ts';
import type { OperatorAct } from './schedule.ts';
import type { ScheduleSize } from './scheduleSize.ts';

/** Stream of what a person does: one more act changes nothing else of a schedule. */
const OPERATOR_STREAM = 6;

/** Schedules whose breaker trips early; in all others it never does. */
const EARLY_BREAKER_SHARE = 0.15;

/** What a person and the breaker decide about trading. */
export interface OperatorPlan {
  readonly operatorActs: readonly OperatorAct[];
  readonly maxConsecutiveFailures: number;
}

/** What a person decides about. */
export interface Operated {
  readonly wallets: number;
  readonly quietFromMs: number;
  readonly size: ScheduleSize;
  /** When trades are asked for, milliseconds. */
  readonly askedAtMs: readonly number[];
}

/** Draws who halts what and when, all of it before the quiet. */
export function drawOperator(seed: number, { size, ...around }: Operated): OperatorPlan {
  const chance = createChance(seed, OPERATOR_STREAM);
  const maxConsecutiveFailures = chance.happens(EARLY_BREAKER_SHARE) ? chance.pick([1, 2]) : 100;
  const operatorActs = chance.happens(size.operatedShare) ? drawActs(chance, around) : [];
  return {
    maxConsecutiveFailures,
    operatorActs: operatorActs.toSorted((left, right) => left.atMs - right.atMs),
  };
}

/** Operated schedules in which a person halts and then starts the process anew. */
const HALTED_RESTART_SHARE = 0.35;

/** Milliseconds in which most trades have not been asked for yet, and until the process is killed. */
const EARLY_MS = 5_000;
const RESTART_MS_MAX = 4_000;

/** Acts that come while a trade is between its claim and its signature, or a little later. */
const BETWEEN_SHARE = 0.5;
const BETWEEN_MS_MAX = 1_500;

function drawActs(
  chance: Chance,
  { wallets, quietFromMs, askedAtMs }: Omit<Operated, 'size'>,
): readonly OperatorAct[] {
  const wallet = chance.between(0, wallets - 1);
  if (chance.happens(HALTED_RESTART_SHARE)) {
    const atMs = chance.between(0, EARLY_MS);
    const does = chance.pick(['halt', 'halt', 'reduce'] as const);
    return [
      { atMs, wallet, does },
      { atMs: atMs + chance.between(200, RESTART_MS_MAX), wallet, does: 'restart' },
    ];
  }
  return Array.from({ length: chance.between(1, 5) }, (): OperatorAct => ({
    atMs: chance.happens(BETWEEN_SHARE)
      ? Math.min(chance.pick(askedAtMs) + chance.between(1, BETWEEN_MS_MAX), quietFromMs - 1)
      : chance.between(0, quietFromMs - 1),
    wallet: chance.between(0, wallets - 1),
    // Most of the time is spent with something forbidden, or nothing would be seen to be kept.
    does: chance.pick(['halt', 'halt', 'reduce', 'activate', 'place-file', 'remove-file']),
  }));
}
