/** Lets trades of one token go one after another and trades of different tokens side by side. */
export interface MintQueue {
  /** Trades of a mint that have not had their turn. */
  waiting(mint: string): number;
  /** Runs work when all earlier work of the mint has ended, whatever became of it. */
  run(mint: string, work: () => Promise<void>): Promise<void>;
}

/** Makes an empty queue. Callers bound it by asking `waiting` first. */
export function createMintQueue(): MintQueue {
  const lines = new Map<string, { tail: Promise<void>; length: number }>();
  return {
    waiting: (mint) => lines.get(mint)?.length ?? 0,
    run: async (mint, work) => {
      const line = lines.get(mint) ?? { tail: Promise.resolve(), length: 0 };
      lines.set(mint, line);
      line.length += 1;
      const before = line.tail;
      const turn = Promise.withResolvers<void>();
      line.tail = turn.promise;
      await before;
      try {
        await work();
      } finally {
        line.length -= 1;
        if (line.length === 0) lines.delete(mint);
        turn.resolve();
      }
    },
  };
}
