import { yieldToMachine } from './platform/afterMicrotasks.ts';
import { playSchedule } from './playSchedule.ts';

/** A mutant to catch, from a seed on. */
export interface Hunt {
  readonly mutant: string;
  readonly seed: number;
  /** Schedules after which it has got away. */
  readonly runsMax: number;
}

/** How a hunt ended. */
export interface HuntOutcome extends Hunt {
  /** Schedules that were played until it was caught; absent when it was not. */
  readonly caughtAfter?: number;
  /** Check that caught it, and on what. */
  readonly check?: string;
  readonly detail?: string;
  /** Violations of the unbroken executor on the way: then catching proves nothing. */
  readonly unbroken: readonly string[];
}

/**
 * Plays schedules with a mutant until one is violated that the unbroken executor plays clean. A
 * schedule that the unbroken one violates as well catches nobody.
 */
export async function huntMutant(hunt: Hunt): Promise<HuntOutcome> {
  const { mutant, seed, runsMax } = hunt;
  const unbroken: string[] = [];
  for (let played = 0; played < runsMax; played += 1) {
    const [found] = (await playSchedule(seed + played, mutant)).violations;
    await yieldToMachine();
    if (found === undefined) continue;
    const { violations } = await playSchedule(seed + played);
    if (violations.length === 0) {
      const { check, detail } = found;
      return { ...hunt, caughtAfter: played + 1, check, detail, unbroken };
    }
    unbroken.push(...violations.map((violation) => `${seed + played}: ${violation.detail}`));
  }
  return { ...hunt, unbroken };
}
