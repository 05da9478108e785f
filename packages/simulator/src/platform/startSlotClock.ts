/** Slots that may be made up for at once when the machine was busy; more are let go. */
const CATCH_UP_SLOTS_MAX = 8;

/** Calls at every slot of real time. */
export interface SlotClock {
  stop(): void;
}

/**
 * Lets slots pass in real time. A slot that comes late is made up for, so that the chain keeps its
 * pace on a busy machine.
 */
export function startSlotClock(slotMs: number, onSlot: () => void): SlotClock {
  let dueAtMs = performance.now() + slotMs;
  const timer = setInterval(
    () => {
      const nowMs = performance.now();
      for (let slots = 0; dueAtMs <= nowMs && slots < CATCH_UP_SLOTS_MAX; slots += 1) {
        dueAtMs += slotMs;
        onSlot();
      }
      if (dueAtMs <= nowMs) dueAtMs = nowMs + slotMs;
    },
    Math.max(1, slotMs / 4),
  );
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}
