/** Holds requests back and lets them go in reverse. */
export interface ReorderGate {
  /** Waits for one's turn. Whoever got it calls the answered function when done with it. */
  enter(): Promise<() => void>;
  /** Lets everything go that is held, and whatever comes later at once. */
  open(): void;
}

/**
 * Creates a gate that gathers `width` requests, or as many as come within `waitMs` of the first,
 * and lets them go last one first, each after the one before it is done.
 */
export function createReorderGate(options: {
  readonly width: number;
  readonly waitMs: number;
}): ReorderGate {
  let held: ((leave: () => void) => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOpen = false;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const group = held;
    held = [];
    releaseNext(group);
  };

  return {
    enter() {
      if (isOpen) return Promise.resolve(() => undefined);
      return new Promise((resolve) => {
        held.push(resolve);
        if (held.length === options.width) flush();
        else timer ??= setTimeout(flush, options.waitMs).unref();
      });
    },
    open() {
      isOpen = true;
      flush();
    },
  };
}

function releaseNext(group: ((leave: () => void) => void)[]): void {
  group.pop()?.(() => releaseNext(group));
}
