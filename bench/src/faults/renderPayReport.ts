import type { PayReport } from './payUnderFaults.ts';

/** Shares of all trades, in per cent. */
export interface PayFigures {
  readonly plan: string;
  readonly trades: number;
  readonly paidOnce: number;
  readonly paidTwiceOrMore: number;
  readonly neverPaid: number;
  readonly paidOnceAndToldSo: number;
  readonly toldFailedThoughPaid: number;
  /** Callers that in the end knew neither way. */
  readonly leftOpen: number;
  readonly strangers: number;
  readonly faultsApplied: number;
  readonly answeredMsP50: number;
  readonly answeredMsMax: number;
  readonly seconds: number;
}

/** Sums a run up. */
export function payFigures(report: PayReport): PayFigures {
  const { options, trades, strangers, faultsApplied, seconds } = report;
  const share = (isCounted: (trade: PayReport['trades'][number]) => boolean): number =>
    Number(((100 * trades.filter(isCounted).length) / trades.length).toFixed(1));
  const answered = trades.map(({ answeredMs }) => answeredMs).toSorted((one, two) => one - two);
  return {
    plan: options.plan,
    trades: trades.length,
    paidOnce: share(({ timesPaid }) => timesPaid === 1),
    paidTwiceOrMore: share(({ timesPaid }) => timesPaid > 1),
    neverPaid: share(({ timesPaid }) => timesPaid === 0),
    paidOnceAndToldSo: share(({ timesPaid, told }) => timesPaid === 1 && told === 'done'),
    toldFailedThoughPaid: share(
      ({ timesPaid, told }) => timesPaid > 0 && (told === 'failed' || told === 'denied'),
    ),
    leftOpen: share(({ told }) => told === 'open'),
    strangers,
    faultsApplied,
    answeredMsP50: Math.round(answered[Math.floor(answered.length / 2)] ?? 0),
    answeredMsMax: Math.round(answered.at(-1) ?? 0),
    seconds: Math.round(seconds),
  };
}

/** Writes a run as lines, a figure each. */
export function renderPayReport(report: PayReport): string {
  const { plan, ...figures } = payFigures(report);
  const lines = Object.entries(figures).map(([name, value]) => `  ${name}: ${value}`);
  return [`network ${plan}, shares in per cent`, ...lines].join('\n');
}
