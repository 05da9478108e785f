import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

import { describeError, type ExecutionResult } from '@quantbot/core';

import type { RandomSource } from './randomSource.ts';
import type { OrderedCall, TraderReport } from './traderOrders.ts';

/** What callers asked for under one key, and what they were told. */
export interface AskedKey {
  readonly call: OrderedCall;
  /** Times that a process was asked. 0: ordered, and never begun. */
  asked: number;
  /** Every answer with the number of times that had been asked when it came. */
  readonly answers: Array<{ readonly asked: number; readonly result: ExecutionResult }>;
}

/**
 * The callers' side of the story, kept by the parent: a killed process takes none of it along. Keys
 * are on disk before a process is told of them.
 */
export interface AskedBook {
  readonly keys: ReadonlyMap<string, AskedKey>;
  /** Writes calls down before anybody is told of them. */
  order(calls: readonly OrderedCall[]): void;
  note(report: Extract<TraderReport, { kind: 'asking' | 'answer' }>): void;
  /** Calls that nobody has begun. */
  untouched(): readonly OrderedCall[];
  /** Calls whose callers ask again: every one without a final answer, and some with one. */
  repeats(random: RandomSource): readonly OrderedCall[];
  close(): void;
}

const REPEAT_ENDED_SHARE = 0.03;
const REPEAT_DENIED_SHARE = 0.3;
/** Those who ask again though they were answered: a long run must not ask for ever more. */
const REPEATS_ENDED_MAX = 12;

/** Opens a book that writes orders to a file. */
export function createAskedBook(path: string): AskedBook {
  const file = openSync(path, 'a', 0o600);
  const keys = new Map<string, AskedKey>();
  return {
    keys,
    order: (calls) => {
      for (const call of calls) keys.set(call.request.idempotencyKey, newKey(call));
      writeSync(file, calls.map((call) => `${JSON.stringify(call)}\n`).join(''));
      fsyncSync(file);
    },
    note: (report) => {
      const asked = keys.get(report.key);
      if (asked === undefined)
        throw new Error(`a trader names ${report.key}, which nobody ordered`);
      if (report.kind === 'asking') asked.asked += 1;
      else asked.answers.push({ asked: asked.asked, result: report.result });
    },
    untouched: () => [...keys.values()].filter(({ asked }) => asked === 0).map(({ call }) => call),
    repeats: (random) =>
      [
        ...[...keys.values()].filter(isUnanswered),
        ...[...keys.values()]
          .filter((asked) => !isUnanswered(asked) && isRepeated(asked, random))
          .slice(-REPEATS_ENDED_MAX),
      ].map(({ call }) => call),
    close: () => {
      closeSync(file);
    },
  };
}

/** What an answer commits us to. */
export function meaningOf(result: ExecutionResult): 'done' | 'open' | 'denied' | 'failed' {
  if (result.success) return 'done';
  const { errorCode } = result;
  if (errorCode === undefined) return 'open';
  const { outcome } = describeError(errorCode);
  if (outcome === 'unknown' || outcome === 'internal') return 'open';
  return outcome === 'failed' ? 'failed' : 'denied';
}

function newKey(call: OrderedCall): AskedKey {
  return { call, asked: 0, answers: [] };
}

/** The answer to the last time that a key was asked for. */
function lastMeaning({ asked, answers }: AskedKey): ReturnType<typeof meaningOf> | undefined {
  const last = answers.findLast((answer) => answer.asked === asked);
  return last === undefined ? undefined : meaningOf(last.result);
}

function isUnanswered(known: AskedKey): boolean {
  return known.asked > 0 && (lastMeaning(known) ?? 'open') === 'open';
}

function isRepeated(known: AskedKey, random: RandomSource): boolean {
  const meaning = lastMeaning(known);
  if (meaning === undefined) return false;
  return random.chance(meaning === 'denied' ? REPEAT_DENIED_SHARE : REPEAT_ENDED_SHARE);
}
