import type { Chance } from '../chance/createChance.ts';
import {
  CHAIN_LIES,
  EXCHANGE_FAULTS,
  FACT_LIES,
  type ChainFault,
  type ChainFaultKind,
  type NetworkFault,
  type NodeFault,
  type NodeFaultKind,
} from './faults.ts';
import type { Schedule } from './schedule.ts';
import type { ScheduleSize } from './scheduleSize.ts';

/** What faults are drawn for. */
export interface FaultSurroundings {
  readonly chance: Chance;
  readonly nodes: Schedule['nodes'];
  readonly liar: string | undefined;
  readonly quietFromMs: number;
  readonly size: ScheduleSize;
}

const SECOND_MS = 1_000;

/** Reads and sends that fail on their own, as a provider's rate limits make them. */
const METHOD_GROUPS: ReadonlyArray<readonly string[] | undefined> = [
  undefined,
  undefined,
  ['getSignatureStatuses'],
  ['sendTransaction'],
  ['getTransaction'],
  ['getEpochInfo', 'getBlockHeight'],
  ['getLatestBlockhash'],
  ['http'],
];

/** Wires that fail for a while. */
export function drawNetworkFaults(around: FaultSurroundings): NetworkFault[] {
  const { chance, nodes } = around;
  const targets = ['all', 'venue', 'engine', ...nodes.map(({ label }) => label)];
  return Array.from({ length: chance.pick(around.size.networkFaults) }, () => {
    const methods = chance.pick(METHOD_GROUPS);
    return {
      kind: chance.pick(EXCHANGE_FAULTS),
      ...drawWindow(around),
      target: chance.pick(targets),
      ...(methods === undefined ? {} : { methods }),
      probability: chance.pick([0.1, 0.3, 0.7, 1]),
      delayMsMax: chance.pick([500, 5_000, 30_000]),
    };
  });
}

/** Faults that belong together. */
export interface LateLanding {
  readonly networkFaults: readonly NetworkFault[];
  readonly chainFaults: readonly ChainFault[];
}

/** Time that a late landing needs before the quiet, milliseconds. */
export const LATE_LANDING_MS = 180 * SECOND_MS;

/** Milliseconds from the end of the darkness until even slow heights have passed every death. */
const UNSEEN_MS = 95 * SECOND_MS;

/**
 * What a careless proof falls for: heights that lag far behind slots, so that bytes live long; a
 * darkness that ends late in their life; and from then on nodes that tell heights and no statuses.
 */
export function drawLateLanding(chance: Chance): LateLanding {
  const lightFromMs = chance.between(66, 80) * SECOND_MS;
  const statusesFromMs = lightFromMs + UNSEEN_MS;
  const methods = ['getSignatureStatuses', 'getTransaction'];
  return {
    chainFaults: [
      { kind: 'skipped-slots', fromMs: 0, untilMs: LATE_LANDING_MS, probability: 0.4, size: 1 },
      { kind: 'blackout', fromMs: 0, untilMs: lightFromMs, probability: 1, size: 1 },
    ],
    networkFaults: [
      {
        kind: 'server-error',
        fromMs: lightFromMs - chance.between(1, 4) * SECOND_MS,
        untilMs: statusesFromMs,
        target: 'all',
        methods,
        probability: 1,
        delayMsMax: 0,
      },
    ],
  };
}

/** A liar and everybody else, as far as they can be heard. */
export interface LonelyLiar {
  readonly nodeFaults: readonly NodeFault[];
  readonly networkFaults: readonly NetworkFault[];
}

/**
 * What a proof by too few falls for: one operator denies what has landed until long after its death,
 * and everybody honest is silent, or fails exactly when asked for it.
 */
export function drawLonelyLiar(chance: Chance, nodes: Schedule['nodes'], liar: string): LonelyLiar {
  const window = { fromMs: LONELY_FROM_MS, untilMs: LATE_LANDING_MS - 10 * SECOND_MS };
  const lies = nodes.flatMap(({ operator }, node): NodeFault[] =>
    operator === liar ? [{ kind: 'deny-statuses', ...window, node, size: 1 }] : [],
  );
  const isSilent = chance.happens(0.5);
  const silence = nodes.flatMap(({ operator }, node): NodeFault[] =>
    operator === liar ? [] : [{ kind: 'silent', ...window, node, size: 1 }],
  );
  const failures = nodes.flatMap(({ operator, label }): NetworkFault[] =>
    operator === liar
      ? []
      : [
          {
            kind: 'server-error',
            ...window,
            target: label,
            methods: ['getSignatureStatuses', 'getTransaction'],
            probability: 1,
            delayMsMax: 0,
          },
        ],
  );
  return {
    nodeFaults: isSilent ? [...lies, ...silence] : lies,
    networkFaults: isSilent ? [] : failures,
  };
}

const LONELY_FROM_MS = 2 * SECOND_MS;

/** A liar who tells wrong heights while something is signed, and what makes a lie of them matter. */
export interface FalseHeights extends LonelyLiar {
  readonly chainFaults: readonly ChainFault[];
}

/**
 * What a death height by one operator's word falls for: it tells heights or slots that are wrong by
 * far while everybody honest is silent about theirs, and the bytes land only when all speak again.
 */
export function drawFalseHeights(
  chance: Chance,
  nodes: Schedule['nodes'],
  liar: string,
): FalseHeights {
  const kind = chance.pick(['heights-behind', 'heights-behind', 'slots-ahead'] as const);
  const lied = { kind, fromMs: 0, untilMs: LATE_LANDING_MS, size: chance.between(19, 60) };
  const deaf = { fromMs: 0, untilMs: chance.between(8, 16) * SECOND_MS };
  const lightFromMs = deaf.untilMs + chance.between(8, 20) * SECOND_MS;
  return {
    nodeFaults: nodes.flatMap(({ operator }, node) =>
      operator === liar ? [{ ...lied, node }] : [],
    ),
    networkFaults: nodes.flatMap(({ operator, label: target }): NetworkFault[] =>
      operator === liar
        ? []
        : [
            {
              kind: 'drop',
              ...deaf,
              target,
              methods: ['getLatestBlockhash', 'getBlockHeight', 'isBlockhashValid'],
              probability: 1,
              delayMsMax: 0,
            },
          ],
    ),
    chainFaults: [{ kind: 'blackout', fromMs: 0, untilMs: lightFromMs, probability: 1, size: 1 }],
  };
}

const NEGLECT: readonly NodeFaultKind[] = [
  'lag',
  'lag',
  'silent',
  'erroring',
  'swallow-sends',
  'refuse-sends',
  'prune-history',
];

/** Nodes that lag or fail, and those of one operator that lie. */
export function drawNodeFaults(around: FaultSurroundings): NodeFault[] {
  const { chance, nodes, liar } = around;
  const neglect = Array.from({ length: chance.pick(around.size.nodeFaults) }, () =>
    nodeFault(around, chance.pick(NEGLECT), chance.between(0, nodes.length - 1)),
  );
  if (liar === undefined) return neglect;
  const lies = Array.from({ length: chance.pick(around.size.lies) }, () =>
    chance.pick(CHAIN_LIES),
  ).flatMap((lie) =>
    nodes.flatMap(({ operator }, node) =>
      operator === liar ? [nodeFault(around, lie, node)] : [],
    ),
  );
  return [...neglect, ...lies, ...drawFactLies(around, liar)];
}

/** Schedules with a liar that lies about what a trade starts from as well. */
const FACT_LIES_SHARE = 0.5;

/** From the beginning on: most trades are asked for in the first seconds. */
function drawFactLies(around: FaultSurroundings, liar: string): NodeFault[] {
  const { chance, nodes } = around;
  if (!chance.happens(FACT_LIES_SHARE)) return [];
  const kind = chance.pick(FACT_LIES);
  return nodes.flatMap(({ operator }, node) =>
    operator === liar ? [{ ...nodeFault(around, kind, node), fromMs: 0 }] : [],
  );
}

const CHAIN_FAULTS: readonly ChainFaultKind[] = [
  'skipped-slots',
  'forks',
  'forks',
  'dropped-at-leader',
  'delayed-at-leader',
  'price-moves',
  'price-moves',
  'price-moves',
  'price-moves',
  'bundles-lost',
  'bundles-uncled',
  'bundles-invalid',
  'no-bundle-leader',
];

/** Storms of the chain itself. */
export function drawChainFaults(around: FaultSurroundings): ChainFault[] {
  const { chance } = around;
  const storms = Array.from({ length: chance.pick(around.size.storms) }, () => ({
    kind: chance.pick(CHAIN_FAULTS),
    ...drawWindow(around),
    probability: chance.pick([0.1, 0.4, 1]),
    size: chance.between(1, 24),
  }));
  return [
    ...storms,
    ...(chance.happens(FORKED_PRICES_SHARE) ? drawForkedPrices(around) : []),
    ...(chance.happens(around.size.blackoutShare) ? drawBlackout(around) : []),
  ];
}

/** Schedules in which the branches of a fork have prices of their own. */
const FORKED_PRICES_SHARE = 0.15;

/** What fails on one branch and runs on the other: forks, and prices that move while they last. */
function drawForkedPrices(around: FaultSurroundings): ChainFault[] {
  const { chance, quietFromMs } = around;
  const window = { fromMs: 0, untilMs: chance.between(10 * SECOND_MS, quietFromMs) };
  return [
    { kind: 'forks', ...window, probability: 0.4, size: chance.between(2, 24) },
    { kind: 'price-moves', ...window, probability: 0.4, size: chance.between(2, 12) },
  ];
}

/** A time in which nothing lands, and prices may move: what further attempts are made for. */
function drawBlackout({ chance, quietFromMs }: FaultSurroundings): ChainFault[] {
  const fromMs = chance.between(0, 8 * SECOND_MS);
  const untilMs = Math.min(quietFromMs, fromMs + chance.between(40, 110) * SECOND_MS);
  const window = { fromMs, untilMs, size: chance.between(1, 24) };
  const blackout: ChainFault = { kind: 'blackout', ...window, probability: 1 };
  return chance.happens(0.5)
    ? [blackout, { kind: 'price-moves', ...window, probability: 0.1 }]
    : [blackout];
}

function nodeFault(around: FaultSurroundings, kind: NodeFaultKind, node: number): NodeFault {
  const { chance } = around;
  return { kind, ...drawWindow(around), node, size: chance.between(1, 60) };
}

/** Part of the time before the quiet. */
function drawWindow({ chance, quietFromMs }: FaultSurroundings) {
  const fromMs = chance.between(0, Math.floor(quietFromMs * 0.7));
  const isLong = chance.happens(0.5);
  const longestMs = isLong ? quietFromMs : 10 * SECOND_MS;
  return { fromMs, untilMs: Math.min(quietFromMs, fromMs + chance.between(500, longestMs)) };
}
