/** Runs work when all that was asked for before it has ended. */
export type Turns = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Makes turns: work goes one at a time, in the order it was asked for, whatever became of the others. */
export function takeTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
