/** How much there is in a schedule. Each list is drawn from, each entry as often as the others. */
export interface ScheduleSize {
  /** Trades that strategies want. */
  readonly intents: readonly number[];
  /** Schedules with a second wallet. */
  readonly secondWalletShare: number;
  /** Times that the process of a wallet stops. */
  readonly stops: readonly number[];
  /** Wallets whose disk has a journal already: making one costs as much as a trade. */
  readonly journalShare: number;
  /** Callers that ask for the same. */
  readonly calls: readonly number[];
  /** Milliseconds that a caller waits before it asks again. */
  readonly waitsMs: readonly number[];
  /** Milliseconds between two looks at what is open. */
  readonly pollIntervalsMs: readonly number[];
  /** Milliseconds between two sends of the same bytes to the same endpoint. */
  readonly repeatIntervalsMs: readonly number[];
  readonly networkFaults: readonly number[];
  /** Faults of nodes, lies left out. */
  readonly nodeFaults: readonly number[];
  readonly lies: readonly number[];
  /** Storms of the chain, times without any landing left out. */
  readonly storms: readonly number[];
  /** Schedules in which nothing lands for longer than a blockhash lives. */
  readonly blackoutShare: number;
  /** Longest time until the quiet, seconds. */
  readonly quietFromSecondsMax: number;
}

/** Much at once: what only shows when many things meet. */
export const BUSY: ScheduleSize = {
  intents: [3, 3, 3, 4, 4, 6],
  secondWalletShare: 0.3,
  stops: [0, 1, 1, 1, 2, 3],
  journalShare: 0.5,
  calls: [1, 1, 2, 3],
  waitsMs: [1_000, 20_000, 150_000],
  pollIntervalsMs: [400, 1_000, 2_000],
  repeatIntervalsMs: [1_000, 1_000, 2_000],
  networkFaults: [1, 1, 2, 3, 4],
  nodeFaults: [0, 1, 1, 2, 3],
  lies: [1, 1, 2],
  storms: [0, 1, 2, 3],
  blackoutShare: 0.4,
  quietFromSecondsMax: 120,
};

/** Three trades and a few things that go wrong: most defects need no more, and it costs less. */
export const SMALL: ScheduleSize = {
  intents: [3],
  secondWalletShare: 0.06,
  stops: [0, 1, 1, 1, 1],
  journalShare: 0.95,
  calls: [1, 1, 1, 1, 2],
  waitsMs: [20_000, 150_000, 150_000],
  pollIntervalsMs: [1_000, 2_000, 3_000],
  repeatIntervalsMs: [1_000, 4_000, 8_000],
  networkFaults: [1, 1, 2],
  nodeFaults: [0, 1, 1],
  lies: [1],
  storms: [0, 1, 1],
  blackoutShare: 0.25,
  quietFromSecondsMax: 45,
};

/** Share of the schedules that are busy. */
export const BUSY_SHARE = 0.03;
