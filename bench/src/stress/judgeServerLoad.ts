import type { LoadAnswer } from './loadMessages.ts';
import type { BookedTrade } from './compareBooks.ts';
import type { ServedTrade } from './readServedTrades.ts';

/** What is known once a load has drained. */
export interface DrainedLoad {
  readonly requests: number;
  readonly answers: readonly LoadAnswer[];
  /** As the server lists them. */
  readonly served: readonly ServedTrade[];
  /** As the journal has them. */
  readonly booked: readonly BookedTrade[];
  /** Longest that the answer may take at the 99th percentile, milliseconds; any time without it. */
  readonly p99MsMax?: number;
}

/** How a load was answered. */
export interface LoadFigures {
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Part of all requests that was answered with 202. */
  readonly shareAccepted: number;
  /** Answers by status and code. */
  readonly statuses: Readonly<Record<string, number>>;
}

const DENIED_SHARE_MAX = 0.01;
const ENDED: ReadonlySet<string> = new Set(['filled', 'failed', 'denied', 'cancelled']);
const LANDED: ReadonlySet<string> = new Set(['landed', 'confirmed']);
const ACCEPTED = 202;
const DENIED = 422;

/** Says how a load was answered. */
export function measureLoad({ answers, requests }: DrainedLoad): LoadFigures {
  const sorted = answers.map(({ latencyMs }) => latencyMs).toSorted((a, b) => a - b);
  const statuses: Record<string, number> = {};
  for (const { status, code } of answers) {
    const name = [status ?? 'no answer', code].filter((part) => part !== undefined).join(' ');
    statuses[name] = (statuses[name] ?? 0) + 1;
  }
  return {
    latencyMs: {
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      max: sorted.at(-1) ?? 0,
    },
    shareAccepted: answers.filter(({ status }) => status === ACCEPTED).length / requests,
    statuses,
  };
}

/** The smallest value that at least this share of them does not exceed. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** What does not hold of a load, each in a sentence: what is slow, lost, open, doubled, denied. */
export function judgeServerLoad(load: DrainedLoad): readonly string[] {
  return [...judgeAnswers(load), ...judgeTrades(load)];
}

function judgeAnswers(load: DrainedLoad): readonly string[] {
  const { answers, requests, p99MsMax } = load;
  const { p99 } = measureLoad(load).latencyMs;
  const denied = answers.filter(({ status }) => status === DENIED).length;
  return [
    ...(answers.length === requests
      ? []
      : [`${requests} were due and ${answers.length} were sent`]),
    ...(p99MsMax === undefined || p99 < p99MsMax
      ? []
      : [`p99 of the answer is ${p99.toFixed(1)} ms; it must stay below ${p99MsMax} ms`]),
    ...(denied <= requests * DENIED_SHARE_MAX
      ? []
      : [`limits denied ${denied} of ${requests} requests, more than 1 %`]),
    ...answers
      .filter(({ status }) => status === undefined || (status >= 400 && status !== DENIED))
      .map(({ key, status, code }) => `${key} was answered with ${status ?? 'nothing'}, ${code}`),
  ];
}

function judgeTrades({ answers, served, booked }: DrainedLoad): readonly string[] {
  const statusOf = new Map(served.map(({ key, status }) => [key, status]));
  const bookOf = new Map(booked.map((trade) => [trade.key, trade]));
  const taken = answers.filter(({ status }) => status !== undefined && status < 400);
  return [
    ...(statusOf.size === served.length ? [] : ['the server lists a key more than once']),
    ...(bookOf.size === booked.length ? [] : ['the journal has a key more than once']),
    ...taken
      .filter(({ key }) => !statusOf.has(key) || !bookOf.has(key))
      .map(({ key }) => `${key} was taken and is lost`),
    ...served
      .filter(({ status }) => !ENDED.has(status))
      .map(({ key, status }) => `${key} is still ${status}`),
    ...booked
      .filter(({ attempts }) => attempts.filter(({ status }) => LANDED.has(status)).length > 1)
      .map(({ key }) => `the journal says that ${key} landed more than once`),
  ];
}
