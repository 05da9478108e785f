import type { FaultPlan } from '@quantbot/sandbox';

/** Names of the plans. */
export const NETWORK_PLANS = ['none', 'mild', 'harsh'] as const;

/** What a network does to its clients, by name. */
export type NetworkPlan = (typeof NETWORK_PLANS)[number];

/**
 * Faults of a plan. `mild`: a twentieth of the sends is dropped, of a twentieth the reply is lost, a
 * twentieth of all calls is throttled. `harsh`: a fifth dropped, a tenth lost, a tenth throttled, a
 * tenth of the statuses old, three tenths of the subscriptions silent.
 */
export function networkFaults(plan: NetworkPlan, seed: number): FaultPlan {
  if (plan === 'none') return { seed };
  const isHarsh = plan === 'harsh';
  const sends = { target: 'rpc', method: 'sendTransaction' } as const;
  return {
    seed,
    rules: [
      { ...sends, name: 'dropped', probability: isHarsh ? 0.2 : 0.05, action: { kind: 'swallow' } },
      {
        ...sends,
        name: 'reply lost',
        probability: isHarsh ? 0.1 : 0.05,
        action: { kind: 'loseReply' },
      },
      {
        name: 'throttled',
        target: 'rpc',
        probability: isHarsh ? 0.1 : 0.05,
        action: { kind: 'httpError', status: 429 },
      },
      ...(isHarsh ? HARSH_ONLY : []),
    ],
  };
}

const HARSH_ONLY: NonNullable<FaultPlan['rules']> = [
  {
    name: 'old status',
    target: 'rpc',
    method: 'getSignatureStatuses',
    probability: 0.1,
    action: { kind: 'lag', slots: 30 },
  },
  {
    name: 'silent subscription',
    target: 'ws',
    method: 'signatureSubscribe',
    probability: 0.3,
    action: { kind: 'silence' },
  },
];
