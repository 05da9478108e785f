import type { FaultPlan } from '@quantbot/sandbox';

/** Operators of the suite. At most one lies, the second; all of them lose things. */
export const OPERATORS = ['north', 'south', 'east'] as const;
const [NORTH, SOUTH, EAST] = OPERATORS;

type Rules = NonNullable<FaultPlan['rules']>;
type Transactions = NonNullable<Rules[number]['transactions']>;

/** These reach nobody, whoever carries them: they die, and a further attempt has to be made. */
const LOST: Transactions = { from: 0, below: 0.1 };
/** Of these no answer comes back: whether they landed only the chain tells. */
const IN_DOUBT: Transactions = { from: 0.1, below: 0.17 };
/** These arrive when prices have moved on. */
const LATE: Transactions = { from: 0.17, below: 0.35 };
const LATE_MS = 250;
const LATE_JITTER_MS = 300;

/** What a node answers that has forgotten everything there ever was. */
const NO_HISTORY_SLOT = 4_000_000_000;

/** What every node does now and then: it loses, throttles, cuts and forgets, and never lies. */
function lossyNode(label: string): Rules {
  return [
    {
      name: `${label} loses replies to sends`,
      target: 'rpc',
      method: 'sendTransaction',
      probability: 0.1,
      action: { kind: 'loseReply' },
    },
    {
      name: `${label} swallows sends`,
      target: 'rpc',
      method: 'sendTransaction',
      probability: 0.2,
      action: { kind: 'swallow' },
    },
    {
      name: `${label} throttles`,
      target: 'rpc',
      probability: 0.01,
      action: { kind: 'httpError', status: 429 },
    },
    {
      name: `${label} cuts connections`,
      target: 'rpc',
      probability: 0.01,
      action: { kind: 'drop', how: 'close' },
    },
    {
      name: `${label} has no history`,
      target: 'rpc',
      method: 'getFirstAvailableBlock',
      probability: 0.3,
      action: { kind: 'replaceResult', result: NO_HISTORY_SLOT },
    },
  ];
}

const SILENT_SOCKETS: Rules = [
  {
    name: 'north is silent',
    target: 'ws',
    method: 'signatureSubscribe',
    probability: 0.3,
    action: { kind: 'silence' },
  },
  {
    name: 'north closes sockets',
    target: 'ws',
    method: 'signatureNotification',
    probability: 0.02,
    action: { kind: 'closeSocket' },
  },
];

/** What only the node does that lies. */
const LIES: Rules = [
  {
    name: 'south doubles sends',
    target: 'rpc',
    method: 'sendTransaction',
    probability: 0.1,
    action: { kind: 'duplicate', copies: 2 },
  },
  {
    name: 'south denies what landed',
    target: 'rpc',
    method: ['getSignatureStatuses', 'getTransaction'],
    probability: 0.1,
    action: { kind: 'lieStatus', as: 'missing', of: 'landed' },
  },
  {
    name: 'south lags',
    target: 'rpc',
    probability: 0.1,
    action: { kind: 'lag', slots: 12 },
  },
  {
    name: 'south answers slots for heights',
    target: 'rpc',
    method: ['getBlockHeight', 'getEpochInfo'],
    probability: 0.02,
    action: { kind: 'slotForHeight' },
  },
  {
    name: 'south answers no JSON',
    target: 'rpc',
    probability: 0.02,
    action: { kind: 'malformed', how: 'html' },
  },
];

/** What happens to some transactions, the same at every node and the block engine. */
function transactionRules(target: 'rpc' | 'blockEngine'): Rules {
  const method = ['sendTransaction', 'sendBundle'];
  return [
    {
      name: `lost for good, ${target}`,
      target,
      method,
      transactions: LOST,
      action: { kind: 'swallow' },
    },
    {
      name: `no reply ever, ${target}`,
      target,
      method,
      transactions: IN_DOUBT,
      action: { kind: 'loseReply' },
    },
    {
      name: `late, ${target}`,
      target,
      method,
      transactions: LATE,
      action: { kind: 'delay', delayMs: LATE_MS, jitterMs: LATE_JITTER_MS },
    },
  ];
}

/** The venue and the block engine. */
const SERVICE_RULES: Rules = [
  {
    name: 'block engine swallows',
    target: 'blockEngine',
    method: 'sendBundle',
    probability: 0.4,
    action: { kind: 'swallow' },
  },
  {
    name: 'block engine loses replies',
    target: 'blockEngine',
    method: 'sendBundle',
    probability: 0.1,
    action: { kind: 'loseReply' },
  },
  {
    name: 'block engine throttles',
    target: 'blockEngine',
    method: 'sendBundle',
    probability: 0.1,
    action: { kind: 'httpError', status: 429 },
  },
  {
    name: 'venue is down',
    target: 'venue',
    probability: 0.03,
    action: { kind: 'httpError', status: 503 },
  },
  {
    name: 'venue is slow',
    target: 'venue',
    probability: 0.1,
    action: { kind: 'delay', delayMs: 20, jitterMs: 60 },
  },
];

/** Everything that goes wrong while processes are killed. */
export function crashFaults(seed: number): FaultPlan {
  return {
    seed,
    operators: [
      { label: NORTH, rules: [...lossyNode(NORTH), ...SILENT_SOCKETS] },
      { label: SOUTH, rules: [...lossyNode(SOUTH), ...LIES] },
      { label: EAST, rules: lossyNode(EAST) },
    ],
    rules: [...transactionRules('rpc'), ...transactionRules('blockEngine'), ...SERVICE_RULES],
  };
}
