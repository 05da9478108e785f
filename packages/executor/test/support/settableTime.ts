import { createNodePlatform, type ExecutorPlatform } from '@quantbot/executor';

/** Clocks of a process that a test lets go on, or sets. */
export function settableTime(machine: ExecutorPlatform = createNodePlatform()) {
  let [wallMs, monotonicMs] = [0, 0];
  return {
    config: {
      clock: { nowMs: () => Date.now() + wallMs },
      platform: { ...machine, monotonicMs: () => machine.monotonicMs() + monotonicMs },
    },
    pass: (milliseconds: number): void => {
      wallMs += milliseconds;
      monotonicMs += milliseconds;
    },
    setWall: (milliseconds: number): void => {
      wallMs += milliseconds;
    },
  };
}
