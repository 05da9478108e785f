/** Lets only so many sends through at a time, in their order. */
export interface SendGate {
  /** What the send gives, once there was a place for it. */
  pass<Value>(send: () => Promise<Value>): Promise<Value>;
}

/**
 * Creates a gate in front of one chain. The embedded chain answers with six threads, and a send keeps
 * one of them until it ran, one after the other: with more sends than that on their way, nobody could
 * read anything for as long as they take, and a chain that is merely busy would look dead.
 */
export function createSendGate(sendsAtOnceMax: number): SendGate {
  const waiting: Array<() => void> = [];
  let underway = 0;
  return {
    async pass(send) {
      if (underway < sendsAtOnceMax) underway += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await send();
      } finally {
        // The place goes to the next one, so that nobody who comes now overtakes it.
        const next = waiting.shift();
        if (next === undefined) underway -= 1;
        else next();
      }
    },
  };
}
