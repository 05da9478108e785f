/** Thrown into code of a process that has stopped. It runs on for the moment, and reaches nothing. */
export class ProcessStopped extends Error {
  constructor() {
    super('the process has stopped');
    this.name = 'ProcessStopped';
  }
}

/** What becomes of the commit at which a disk fails. Whoever asked for it is told that it failed. */
export type DiskFailure = 'lost' | 'kept';

/** One run of one process, from its start to its stop. */
export interface Life {
  isOver(): boolean;
  /**
   * Passes a point at which the process may be stopped by the plan.
   *
   * @throws ProcessStopped when it stops here, or has stopped before.
   */
  pass(point: string): void;
  /** Stops the process: nothing reaches it and nothing leaves it any more. */
  stop(): void;
  /** From here on its disk takes nothing more; the commit under way is lost, or kept all the same. */
  breakDisk(how: DiskFailure): void;
  /** How its disk failed; `undefined` while it works. */
  diskFailure(): DiskFailure | undefined;
  /** Called when it stops. */
  onStop(callback: () => void): void;
  /** A promise of the world outside, as this process sees it: nothing comes after its end. */
  lasting<Value>(promise: Promise<Value>): Promise<Value>;
}

/**
 * Starts a life.
 *
 * @param stopsAt - Asked at every point; true stops the process there.
 */
export function createLife(stopsAt: (point: string) => boolean): Life {
  const callbacks: Array<() => void> = [];
  let over = false;
  let diskFailure: DiskFailure | undefined;
  const stop = (): void => {
    if (over) return;
    over = true;
    for (const callback of callbacks) callback();
  };
  return {
    isOver: () => over,
    pass: (point) => {
      if (!over && stopsAt(point)) stop();
      if (over) throw new ProcessStopped();
    },
    stop,
    breakDisk: (how) => {
      diskFailure = how;
    },
    diskFailure: () => diskFailure,
    onStop: (callback) => {
      callbacks.push(callback);
    },
    lasting: async (promise) =>
      new Promise((resolve, reject) => {
        promise.then(
          (value) => {
            if (!over) resolve(value);
          },
          (cause: unknown) => {
            if (!over) reject(cause);
          },
        );
      }),
  };
}
