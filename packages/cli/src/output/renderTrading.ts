import type { HaltFileReading, TradingChange, TradingState } from '@quantbot/executor';

import { alignColumns } from './alignColumns.ts';
import { paint } from './paint.ts';
import { paintState } from './renderDecision.ts';

/** What may be traded from a data directory, as its files say. */
export interface TradingFacts {
  readonly state: TradingState;
  /** Changes of the trading state, newest first. */
  readonly changes: readonly TradingChange[];
  /** Keys of trades that the chain contradicts: while there is one, nothing new is signed. */
  readonly conflicts: readonly string[];
  readonly haltFilePath: string;
  readonly haltFile: HaltFileReading['kind'];
  /** Whether a process owns the data directory. */
  readonly owned: boolean;
}

/** What may be traded, since when and by whose decision, and which trades stop the wallet. */
export function tradingLines(facts: TradingFacts): string[][] {
  return [
    ['trading', tradingText(facts)],
    ...facts.conflicts.map((key) => [
      paint.bad('stopped'),
      `trade ${key} contradicts the chain: nothing new is signed until "quantbot resolve ${key}"`,
    ]),
  ];
}

function tradingText({ state, changes, haltFile, haltFilePath }: TradingFacts): string {
  if (haltFile !== 'absent') {
    const why = haltFile === 'present' ? 'is there' : 'cannot be looked at';
    return `${paintState(state)}: the halt file ${haltFilePath} ${why}`;
  }
  const [change] = changes;
  if (change === undefined) return paintState(state);
  return `${paintState(state)} since ${timeText(change.atMs)} by ${change.by}: ${change.reason}`;
}

/** Writes what may be traded, and every change that led to it. */
export function renderTrading(facts: TradingFacts): string {
  const { changes, owned } = facts;
  const head = alignColumns([
    ...tradingLines(facts),
    ['owner', owned ? 'a process owns the data directory' : 'no process owns the data directory'],
  ]);
  if (changes.length === 0) return `${head}\nNobody has ever changed what may be traded.`;
  const header = ['when (UTC)', 'state', 'by', 'reason'].map(paint.faint);
  const rows = changes.map(({ atMs, state, by, reason }) => [
    timeText(atMs),
    paintState(state),
    by,
    reason,
  ]);
  return `${head}\n${alignColumns([header, ...rows])}`;
}

function timeText(atMs: number): string {
  return new Date(atMs).toISOString().replace('T', ' ').slice(0, 19);
}
