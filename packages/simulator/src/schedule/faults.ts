/** Ways in which an exchange over the network goes wrong. */
export const EXCHANGE_FAULTS = [
  'drop',
  'lose-reply',
  'delay',
  'duplicate',
  'rate-limit',
  'server-error',
] as const;

/** A way in which an exchange goes wrong. */
export type ExchangeFault = (typeof EXCHANGE_FAULTS)[number];

/** Time in which exchanges with some parties go wrong. */
export interface NetworkFault {
  readonly kind: ExchangeFault;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Label of a node, `venue`, `engine`, or `all`. */
  readonly target: string;
  /** Methods it strikes; all when absent. */
  readonly methods?: readonly string[];
  /** Share of exchanges it strikes. */
  readonly probability: number;
  /** Longest delay, milliseconds. */
  readonly delayMsMax: number;
}

/** What a node does wrong on purpose or by neglect. */
export type NodeFaultKind =
  | 'lag'
  | 'silent'
  | 'erroring'
  | 'swallow-sends'
  | 'refuse-sends'
  | 'prune-history'
  | 'deny-statuses'
  | 'invent-statuses'
  | 'hide-errors'
  | 'heights-ahead'
  | 'heights-behind'
  | 'slots-ahead'
  | 'confirmed-for-finalized'
  | 'slots-for-heights'
  | 'short-lifetimes'
  | 'deny-blockhashes'
  | 'alter-records'
  | 'balances-high'
  | 'balances-low'
  | 'rent-high'
  | 'alter-decimals'
  | 'another-chain';

/** Time in which a node misbehaves. */
export interface NodeFault {
  readonly kind: NodeFaultKind;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly node: number;
  /** How much: slots of lag or history, tens of blocks of a lie about heights. */
  readonly size: number;
}

/** What the chain itself does in a storm. */
export type ChainFaultKind =
  | 'skipped-slots'
  | 'forks'
  | 'blackout'
  | 'dropped-at-leader'
  | 'delayed-at-leader'
  | 'price-moves'
  | 'bundles-lost'
  | 'bundles-uncled'
  | 'bundles-invalid'
  | 'no-bundle-leader';

/** Time in which the chain is rough. */
export interface ChainFault {
  readonly kind: ChainFaultKind;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly probability: number;
  /** How much: slots of a fork or a delay, basis points of a move. */
  readonly size: number;
}

/** Lies about what has happened and how far the chain is. */
export const CHAIN_LIES: readonly NodeFaultKind[] = [
  'deny-statuses',
  'invent-statuses',
  'hide-errors',
  'heights-ahead',
  'heights-behind',
  'slots-ahead',
  'confirmed-for-finalized',
  'slots-for-heights',
  'short-lifetimes',
  'deny-blockhashes',
  'alter-records',
];

/** Lies about what a trade starts from. Only who is told too much of a balance can spend it. */
export const FACT_LIES: readonly NodeFaultKind[] = [
  'balances-high',
  'balances-high',
  'balances-high',
  'balances-low',
  'rent-high',
  'alter-decimals',
  'another-chain',
];

/** Lies: only nodes of the one operator that may lie tell them. */
export const LIES: readonly NodeFaultKind[] = [...new Set([...CHAIN_LIES, ...FACT_LIES])];
