/** How much there is in a schedule. Each list is drawn from, each entry as often as the others. */
export interface ScheduleSize {
  /** Trades that strategies want. */
  readonly intents: readonly number[];
  /** Schedules with a second wallet. */
  readonly secondWalletShare: number;
  /** Times that the process of a wallet stops. */
  readonly stops: readonly number[];
  /** How far into a process its stops lie: 1 for one with several trades. */
  readonly stopReach: number;
  /** Schedules in which a person halts, reduces and activates. */
  readonly operatedShare: number;
  /** Operators of the nodes, one list for each schedule. */
  readonly operators: ReadonlyArray<readonly string[]>;
  /** Wallets whose disk has a journal already: making one costs as much as a trade. */
  readonly journalShare: number;
  /** Callers that ask for the same. */
  readonly calls: readonly number[];
  /** Milliseconds that a caller waits before it asks again. */
  readonly waitsMs: readonly number[];
  /** Least and most milliseconds after which a caller who does not know yet asks again. */
  readonly pauseMs: readonly [least: number, most: number];
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
  /** Times that a caller who was denied asks again. */
  readonly deniedRepeats: readonly number[];
  /** Schedules in which something lands that nobody sees for long. */
  readonly lateLandingShare: number;
  /** Schedules in which nobody answers but a liar. */
  readonly lonelyLiarShare: number;
  /** Schedules in which nobody but a liar tells heights while something is signed. */
  readonly falseHeightsShare: number;
  /** Longest time until the quiet, seconds. */
  readonly quietFromSecondsMax: number;
}

const NORTH_SOUTH: readonly string[] = ['north', 'south'];

/** One operator may run two of them. */
const THREE_NODES: ReadonlyArray<readonly string[]> = [
  ['north', 'south', 'south'],
  ['north', 'north', 'south'],
  ['north', 'south', 'east'],
];

/** Much at once: what only shows when many things meet. */
export const BUSY: ScheduleSize = {
  intents: [3, 3, 3, 4, 4, 6],
  secondWalletShare: 0.3,
  stops: [0, 1, 1, 1, 2, 3],
  stopReach: 1,
  operatedShare: 0.3,
  operators: [NORTH_SOUTH, NORTH_SOUTH, ...THREE_NODES],
  journalShare: 0.5,
  calls: [1, 1, 2, 3],
  waitsMs: [1_000, 20_000, 150_000],
  pauseMs: [2_000, 20_000],
  pollIntervalsMs: [400, 1_000, 2_000],
  repeatIntervalsMs: [1_000, 1_000, 2_000],
  networkFaults: [1, 1, 2, 3, 4],
  nodeFaults: [0, 1, 1, 2, 3],
  lies: [1, 1, 2],
  storms: [0, 1, 2, 3],
  blackoutShare: 0.4,
  deniedRepeats: [2],
  lateLandingShare: 0.04,
  lonelyLiarShare: 0.02,
  falseHeightsShare: 0.02,
  quietFromSecondsMax: 120,
};

/** Three trades and a few things that go wrong: most defects that need several need no more. */
export const SMALL: ScheduleSize = {
  intents: [3],
  secondWalletShare: 0.06,
  stops: [0, 1, 1, 1, 1],
  stopReach: 1,
  operatedShare: 0.1,
  operators: [NORTH_SOUTH, NORTH_SOUTH, NORTH_SOUTH, ...THREE_NODES],
  journalShare: 0.98,
  calls: [1, 1, 1, 1, 2],
  waitsMs: [20_000, 150_000, 150_000],
  pauseMs: [8_000, 24_000],
  pollIntervalsMs: [2_000, 4_000],
  repeatIntervalsMs: [1_000, 4_000, 8_000, 8_000],
  networkFaults: [1, 1, 2],
  nodeFaults: [0, 1, 1],
  lies: [1],
  storms: [0, 1, 1],
  blackoutShare: 0.25,
  deniedRepeats: [0, 0, 0, 1],
  lateLandingShare: 0,
  lonelyLiarShare: 0,
  falseHeightsShare: 0,
  quietFromSecondsMax: 40,
};

/** One trade and as much that goes wrong around it: what needs no second one is found for less. */
export const LIGHT: ScheduleSize = {
  ...SMALL,
  intents: [1],
  secondWalletShare: 0,
  stopReach: 0.5,
  operatedShare: 0.3,
  deniedRepeats: [0, 1],
  operators: [NORTH_SOUTH, NORTH_SOUTH, ...THREE_NODES],
  lateLandingShare: 0.13,
  lonelyLiarShare: 0.13,
  falseHeightsShare: 0.07,
  quietFromSecondsMax: 35,
};
