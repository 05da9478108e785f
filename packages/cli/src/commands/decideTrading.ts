import { dirname } from 'node:path';

import { faultFromError, isExecutionError, reasonOf, type Fault } from '@quantbot/core';
import {
  createNodePlatform,
  haltFilePathOf,
  type TradingStateDecision,
  type TradingStateOutcome,
} from '@quantbot/executor';

import { readCommandEnvironment } from '../environment.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { systemClock } from '../platform/systemClock.ts';
import { writePrivateFile } from '../platform/writePrivateFile.ts';
import { withExecutionAdapter } from './withExecutionAdapter.ts';

/** A decision that the owner of the data directory took, or this process in its place. */
export interface DecisionByJournal extends TradingStateOutcome {
  readonly means: 'journal';
  /** Milliseconds from asking until it held and was on disk. */
  readonly tookMs: number;
  /** Path of the halt file, which may halt whatever was decided. */
  readonly haltFilePath: string;
}

/** A halt by the halt file, because nobody could be asked. */
export interface HaltByFile {
  readonly means: 'halt-file';
  readonly state: 'halted';
  readonly haltFilePath: string;
  /** Why the decision was not taken otherwise. */
  readonly problem: Pick<Fault, 'code' | 'message'>;
}

/** What came of a decision about trading. */
export type DecisionTaken = DecisionByJournal | HaltByFile;

/**
 * Has a decision taken by the owner of the data directory, or takes it under its lock. A halt that
 * nobody takes is made by the halt file.
 *
 * @throws ExecutionError what kept the decision from being taken
 */
export async function decideTrading(decision: TradingStateDecision): Promise<DecisionTaken> {
  const telemetry = createStderrTelemetry();
  const platform = createNodePlatform();
  const { settings } = readCommandEnvironment(telemetry.warn);
  const haltFilePath = haltFilePathOf(settings);
  try {
    return await withExecutionAdapter(
      telemetry,
      async ({ adapter }) => {
        const startedAtMs = platform.monotonicMs();
        const outcome = await adapter.changeTradingState(decision);
        const tookMs = Math.ceil(platform.monotonicMs() - startedAtMs);
        return { means: 'journal', ...outcome, tookMs, haltFilePath };
      },
      { title: 'telling whoever trades', signs: false },
    );
  } catch (cause) {
    if (decision.state !== 'halted' || decision.reason.trim() === '') throw cause;
    try {
      placeHaltFile(haltFilePath, decision);
    } catch (second) {
      telemetry.warn(
        `No halt file could be placed at ${haltFilePath} either: ${reasonOf(second)}.`,
      );
      throw cause;
    }
    return { means: 'halt-file', state: 'halted', haltFilePath, problem: problemOf(cause) };
  }
}

/** One that is there already halts as well as ours, and may say more. */
function placeHaltFile(path: string, { by, reason }: TradingStateDecision): void {
  const platform = createNodePlatform();
  platform.ensureDirectory(dirname(path));
  if (platform.haltFiles.read(path).kind === 'present') return;
  const when = new Date(systemClock.nowMs()).toISOString();
  writePrivateFile(path, `halted by ${by} at ${when}: ${reason}\n`);
}

function problemOf(cause: unknown): HaltByFile['problem'] {
  if (!isExecutionError(cause)) return { code: 'INTERNAL__UNEXPECTED', message: reasonOf(cause) };
  const { code, message } = faultFromError(cause);
  return { code, message };
}
