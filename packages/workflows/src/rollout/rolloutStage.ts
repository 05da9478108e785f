/** Stages of a rollout, from nothing real to everything. */
export const ROLLOUT_STAGES = ['stub', 'shadow', 'canary', 'live'] as const;

/** How far the real adapter is trusted with new entries. Exits are real in every stage. */
export type RolloutStage = (typeof ROLLOUT_STAGES)[number];

/** What each stage means for a new entry. */
export const ROLLOUT_STAGE_MEANINGS = {
  stub: 'The stub answers.',
  shadow: 'The stub answers; the real pipeline runs dry beside it, and differences are recorded.',
  canary: 'A share of strategies and tokens trades really, up to a size; the rest as in shadow.',
  live: 'Everything trades really.',
} as const satisfies Record<RolloutStage, string>;

/** The stage that trusts the real adapter less. */
export function lowerStage(left: RolloutStage, right: RolloutStage): RolloutStage {
  return isBelow(left, right) ? left : right;
}

/** Whether a stage trusts the real adapter less than another. */
export function isBelow(stage: RolloutStage, other: RolloutStage): boolean {
  return ROLLOUT_STAGES.indexOf(stage) < ROLLOUT_STAGES.indexOf(other);
}

/** The stage after, `undefined` after the last. */
export function nextStage(stage: RolloutStage): RolloutStage | undefined {
  return ROLLOUT_STAGES[ROLLOUT_STAGES.indexOf(stage) + 1];
}

/** The stage before, `undefined` before the first. */
export function previousStage(stage: RolloutStage): RolloutStage | undefined {
  return ROLLOUT_STAGES[ROLLOUT_STAGES.indexOf(stage) - 1];
}
