import { lowerStage, type RolloutStage } from './rolloutStage.ts';
import type { RolloutMove } from './rolloutStore.ts';

/** The farthest stage that the environment of a process allows, and where it says so. */
export interface RolloutCeiling {
  readonly stage: RolloutStage;
  /** For a person, such as `EXECUTION_ADAPTER=stub`. */
  readonly says: string;
}

/** Stage that holds in a process: that of the data directory, as far as the environment allows. */
export function effectiveStage(
  ceiling: RolloutCeiling,
  move: Pick<RolloutMove, 'stage'> | undefined,
): RolloutStage {
  return lowerStage(ceiling.stage, move?.stage ?? ceiling.stage);
}
