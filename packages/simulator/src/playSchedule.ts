import { mutantNamed } from './mutants/mutants.ts';
import { summarize, type ScheduleSummary } from './report/scheduleSummary.ts';
import { drawSchedule } from './schedule/drawSchedule.ts';
import { runSchedule } from './world/runSchedule.ts';

/** Plays the schedule of a seed and checks what came of it. */
export async function playSchedule(seed: number, mutant?: string): Promise<ScheduleSummary> {
  const broken = mutant === undefined ? undefined : mutantNamed(mutant);
  return summarize(await runSchedule(drawSchedule(seed), broken));
}
