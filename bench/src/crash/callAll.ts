/** Calls that are made again, and calls that wait for a place. */
export interface CallsToMake<Call> {
  readonly make: (call: Call) => Promise<void>;
  /** Made at once, all of them: their callers are owed an answer. */
  readonly repeats: readonly Call[];
  /** Made in their order, each once there is a place for it. */
  readonly fresh: readonly Call[];
  /** No fresh call is made while so many calls are under way. */
  readonly callsAtOnce: number;
}

/** Makes the calls, and ends when all of them are answered. */
export async function callAll<Call>(calls: CallsToMake<Call>): Promise<void> {
  const { make, repeats, fresh, callsAtOnce } = calls;
  const waiting = fresh.values();
  let underway = repeats.length;
  const takeTurns = async (): Promise<void> => {
    if (underway <= callsAtOnce) {
      for (const call of waiting) {
        await make(call);
        if (underway > callsAtOnce) break;
      }
    }
    underway -= 1;
  };
  const places = Array.from({ length: Math.max(0, callsAtOnce - underway) }, async () => {
    underway += 1;
    await takeTurns();
  });
  const repeated = repeats.map(async (call) => {
    await make(call);
    await takeTurns();
  });
  await Promise.all([...repeated, ...places]);
}
