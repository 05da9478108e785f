import type { FaultPlan } from '@quantbot/sandbox';

/** Operators of the suite. The second lies, lags and throttles; the first only loses things. */
export const OPERATORS = ['north', 'south'] as const;
const [HONEST, LIAR] = OPERATORS;

type Rules = NonNullable<FaultPlan['rules']>;

/** A node that loses, throttles and cuts, and never says what is not so. */
const HONEST_RULES: Rules = [
  {
    name: 'north loses replies to sends',
    target: 'rpc',
    method: 'sendTransaction',
    probability: 0.1,
    action: { kind: 'loseReply' },
  },
  {
    name: 'north swallows sends',
    target: 'rpc',
    method: 'sendTransaction',
    probability: 0.2,
    action: { kind: 'swallow' },
  },
  {
    name: 'north throttles',
    target: 'rpc',
    probability: 0.02,
    action: { kind: 'httpError', status: 429 },
  },
  {
    name: 'north cuts connections',
    target: 'rpc',
    probability: 0.01,
    action: { kind: 'drop', how: 'close' },
  },
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

/** A node that also lies and lags. */
const LYING_RULES: Rules = [
  {
    name: 'south swallows sends',
    target: 'rpc',
    method: 'sendTransaction',
    probability: 0.5,
    action: { kind: 'swallow' },
  },
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
    // More often, and it would never be believed: then one operator is left, and two have to testify.
    name: 'south answers slots for heights',
    target: 'rpc',
    method: ['getBlockHeight', 'getEpochInfo'],
    probability: 0.01,
    action: { kind: 'slotForHeight' },
  },
  {
    name: 'south throttles',
    target: 'rpc',
    probability: 0.05,
    action: { kind: 'httpError', status: 429 },
  },
  {
    name: 'south answers no JSON',
    target: 'rpc',
    probability: 0.02,
    action: { kind: 'malformed', how: 'html' },
  },
];

/** The venue and the block engine. */
const SERVICE_RULES: Rules = [
  {
    name: 'block engine swallows',
    target: 'blockEngine',
    method: 'sendBundle',
    probability: 0.6,
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
      { label: HONEST, rules: HONEST_RULES },
      { label: LIAR, rules: LYING_RULES },
    ],
    rules: SERVICE_RULES,
  };
}
