/** How long trades take of late from the end of their line to their signature. */
export interface PreparationTimes {
  /** Remembers one, milliseconds. */
  took(milliseconds: number): void;
  /**
   * Whether so little time is left that most of the last ones would not have made it.
   *
   * @returns milliseconds that half of them took, `undefined` where it is worth a try.
   */
  tooLongFor(leftMs: number): number | undefined;
}

const REMEMBERED = 8;

/**
 * Makes one without any experience. Each trade that it turns away costs it the oldest of its times,
 * so that after a few it lets one try again: what slowed them down may be over.
 */
export function createPreparationTimes(): PreparationTimes {
  const times: number[] = [];
  return {
    took: (milliseconds) => {
      times.push(milliseconds);
      if (times.length > REMEMBERED) times.shift();
    },
    tooLongFor: (leftMs) => {
      const usual = times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)];
      if (usual === undefined || leftMs >= usual) return undefined;
      times.shift();
      return usual;
    },
  };
}
