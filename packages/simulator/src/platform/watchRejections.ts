/** Promises that were rejected and that nobody looked at. */
export interface RejectionWatch {
  /** What was collected since the last time. */
  take(): readonly unknown[];
}

let collected: unknown[] | undefined;

/**
 * Collects rejections that nobody handles, instead of letting them end this thread. All watches of
 * a thread share one collection: schedules are played one after another.
 */
export function watchRejections(): RejectionWatch {
  if (collected === undefined) {
    const list: unknown[] = [];
    collected = list;
    process.on('unhandledRejection', (reason: unknown) => {
      list.push(reason);
    });
  }
  const list = collected;
  return { take: () => list.splice(0) };
}
