/** Thrown into code of a process that has stopped. It runs on for the moment, and reaches nothing. */
export class ProcessStopped extends Error {
  constructor() {
    super('the process has stopped');
    this.name = 'ProcessStopped';
  }
}

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
