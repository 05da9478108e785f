import { countBy } from './crashTally.ts';
import { deathPoints, OUT_OF_REACH } from './deathPlans.ts';
import type { CrashReport } from './runCrashSuite.ts';

/** Points at which nobody died are told as well. */
const NOWHERE = Object.fromEntries(deathPoints().map((point) => [point, 0]));

/** The figures of a run, ready for JSON. */
export interface CrashFigures {
  readonly seed: number;
  readonly kills: number;
  readonly thinKills: number;
  readonly voidKills: number;
  readonly killsByPoint: Readonly<Record<string, number>>;
  readonly killsBeforeResumed: number;
  readonly pointsMissed: Readonly<Record<string, number>>;
  readonly openTradesAtKill: Percentiles;
  readonly recoveryMs: Percentiles;
  readonly auditsAtDeath: number;
  readonly auditsAtRest: number;
  readonly chainsReplaced: readonly string[];
  readonly trades: CrashReport['trades'];
  readonly faults: CrashReport['faults'];
  readonly elapsedMs: number;
  readonly violations: readonly string[];
  readonly shortfalls: readonly string[];
}

/** Spread of some figures. */
export interface Percentiles {
  readonly minimum: number;
  readonly p50: number;
  readonly p99: number;
  readonly maximum: number;
}

/** Sums a run up. */
export function crashFigures({
  options,
  tally,
  trades,
  faults,
  elapsedMs,
  shortfalls,
}: CrashReport): CrashFigures {
  return {
    seed: options.seed,
    kills: tally.kills.length,
    thinKills: tally.thinKills,
    voidKills: tally.voidKills,
    killsByPoint: countBy(tally.kills.map(({ point }) => point)),
    killsBeforeResumed: tally.kills.filter(({ beforeResumed }) => beforeResumed).length,
    pointsMissed: countBy(tally.missed),
    openTradesAtKill: percentiles(tally.kills.map(({ openTrades }) => openTrades)),
    recoveryMs: percentiles(tally.recoveryMs),
    auditsAtDeath: tally.auditsAtDeath,
    auditsAtRest: tally.auditsAtRest,
    chainsReplaced: tally.chainsReplaced,
    trades,
    faults,
    elapsedMs,
    violations: tally.violations,
    shortfalls,
  };
}

/** Writes a run for people. */
export function renderCrashReport(report: CrashReport): string {
  const figures = crashFigures(report);
  const { openTradesAtKill: open, recoveryMs: recovery, trades } = figures;
  const seconds = (figures.elapsedMs / 1_000).toFixed(0);
  const lines = [
    `${figures.kills} processes killed in ${seconds} s of ${report.options.budgetMs / 1_000} s, ` +
      `seed ${figures.seed}; ${figures.thinKills} more with fewer than 20 open trades`,
    `embedded chains that stopped and were replaced: ${figures.chainsReplaced.length}; ` +
      `kills done again for it: ${figures.voidKills}`,
    `open trades at the kill: ${spread(open)}`,
    `until everything old had ended, ms: ${spread(recovery)}`,
    `books held against the chain: ${figures.auditsAtDeath} times at a death, ` +
      `${figures.auditsAtRest} times with nothing open`,
    `killed before they had taken everything up: ${figures.killsBeforeResumed}`,
    `trades: ${trades.trades} (${listed(trades.byStatus)})`,
    `attempts: ${trades.attempts}, ${trades.retries} of them retries (${listed(trades.attemptsByStatus)})`,
    `trades filled by a retry: ${trades.filledByRetry}`,
    ...figures.chainsReplaced.map((reason) => `  ${reason}`),
    '',
    'why trades were denied or failed',
    ...table(trades.byErrorCode),
    '',
    'killed at',
    ...table({ ...NOWHERE, ...figures.killsByPoint }),
    ...[...OUT_OF_REACH].map(([name, reason]) => `     never  ${name}: ${reason}`),
    '',
    'aimed at and not met in time',
    ...table(figures.pointsMissed),
    '',
    'faults that took effect',
    ...table(figures.faults),
    '',
    ...verdict(report),
  ];
  return lines.join('\n');
}

function verdict({ tally, directory, shortfalls }: CrashReport): readonly string[] {
  const lacking = shortfalls.map((text) => `too little: ${text}`);
  if (tally.violations.length === 0) return ['no violation', ...lacking];
  return [
    ...lacking,
    `${tally.violations.length} VIOLATIONS; the journals are in ${directory}`,
    ...tally.violations,
  ];
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { minimum: at(0), p50: at(0.5), p99: at(0.99), maximum: sorted.at(-1) ?? 0 };
}

function spread({ minimum, p50, p99, maximum }: Percentiles): string {
  return `${minimum} to ${maximum}, p50 ${p50}, p99 ${p99}`;
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

function table(counts: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(counts).map(([name, count]) => `  ${String(count).padStart(6)}  ${name}`);
}
