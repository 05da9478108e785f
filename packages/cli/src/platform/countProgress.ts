import { writeProgress } from './showProgress.ts';

const TELL_EVERY_MS = 1_000;

/** Work that never lets a timer in, and tells of itself instead. */
export interface CountedProgress {
  /** One piece is done. */
  readonly tick: () => void;
  readonly end: () => void;
}

/** Where the time and the text of a progress go. */
export interface ProgressMeans {
  readonly nowMs: () => number;
  readonly write: (text: string) => void;
}

/**
 * Tells how many pieces are done, once a second and not before the first: for work that holds the
 * process up, so that `showProgress` could not tell anything.
 *
 * @param title - What is being done, such as `reading events`.
 */
export function countProgress(
  title: string,
  { nowMs, write }: ProgressMeans = { nowMs: () => performance.now(), write: writeProgress },
): CountedProgress {
  let toldAtMs = nowMs();
  let count = 0;
  let isTold = false;
  return {
    tick: () => {
      count += 1;
      const atMs = nowMs();
      if (atMs - toldAtMs < TELL_EVERY_MS) return;
      toldAtMs = atMs;
      isTold = true;
      write(`\r  ${title}: ${count} …`);
    },
    end: () => {
      if (isTold) write('\n');
    },
  };
}
