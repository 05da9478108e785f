/** What stops the slots of a chain and lets them go on. */
export interface SlotClock {
  pause(): Promise<unknown>;
  resume(): Promise<unknown>;
}

/** Decides whether the slots of a chain pass. */
export interface SlotHolder {
  /** Whoever uses the chain is there. */
  heard(): void;
  /** Stops the slots, or lets them go on, whoever is there. Done when the chain has done it. */
  hold(isWanted: boolean): Promise<void>;
  /** Looks whether the slots have to stop or to go on; called every few milliseconds. */
  look(): Promise<void>;
}

/** So long nothing may be heard of whoever uses the chain; he is heard some times as often. */
const SILENT_MS_MAX = 250;

/**
 * Keeps the slots of a chain from passing while whoever uses it stands still: a blockhash lives
 * three seconds on a chain of short slots, and a process that is stopped for as long, or gets no
 * processor, would find all that it has signed dead.
 */
export function createSlotHolder(clock: SlotClock, nowMs: () => number): SlotHolder {
  let heardAtMs = nowMs();
  let isWanted = false;
  let isHeld = false;
  let turning: Promise<void> | undefined;
  const turn = async (isToBeHeld: boolean): Promise<void> => {
    await (isToBeHeld ? clock.pause() : clock.resume());
    isHeld = isToBeHeld;
  };
  const look = async (): Promise<void> => {
    const isToBeHeld = isWanted || nowMs() - heardAtMs > SILENT_MS_MAX;
    if (turning !== undefined) return turning;
    if (isToBeHeld === isHeld) return undefined;
    // What failed is tried again at the next look.
    turning = turn(isToBeHeld).finally(() => {
      turning = undefined;
    });
    return turning;
  };
  return {
    heard: () => {
      heardAtMs = nowMs();
    },
    hold: async (isHeldNow) => {
      isWanted = isHeldNow;
      heardAtMs = nowMs();
      // The first may have to wait for a turn to the other side that was under way.
      await look();
      await look();
    },
    look,
  };
}
