import type { ExecutionResult } from '@quantbot/core';

import type { AnswerFact, SendFact } from '../checks/history.ts';
import type { ModelChain } from '../model/modelChain.ts';
import type { DurableEvent } from '../process/simulatedDisk.ts';
import type { VirtualTime } from '../time/virtualTime.ts';
import { createAttemptBook, NOTED_EVENTS, type AttemptBook } from './attemptBook.ts';
import { createTraceDigest, type TraceDigest } from './traceDigest.ts';

/** Writes down what happens while a schedule runs, from outside the executor. */
export interface Recorder {
  readonly answers: AnswerFact[];
  readonly sends: SendFact[];
  readonly attempts: AttemptBook;
  readonly faults: Map<string, number>;
  readonly digest: TraceDigest;
  /** Processes stopped so far. */
  stops: number;
  readonly struck: (kind: string) => void;
  readonly answered: (intent: number, result: ExecutionResult) => void;
  readonly becameDurable: (wallet: number, events: readonly DurableEvent[]) => void;
  readonly left: (wallet: number, signature: string, by: string) => void;
}

/** What a recorder looks at. */
export interface Recorded {
  readonly time: VirtualTime;
  readonly chain: ModelChain;
}

/** Makes a recorder with nothing in it. */
export function createRecorder({ time, chain }: Recorded): Recorder {
  const attempts = createAttemptBook({ time, chain });
  const digest = createTraceDigest();
  const faults = new Map<string, number>();
  const answers: AnswerFact[] = [];
  const sends: SendFact[] = [];
  return {
    answers,
    sends,
    attempts,
    faults,
    digest,
    stops: 0,
    struck: (kind) => {
      faults.set(kind, (faults.get(kind) ?? 0) + 1);
      digest.add(`fault ${kind} ${time.nowMs()}`);
    },
    answered: (intent, result) => {
      const hadRun = ranOnAnyBranch(chain, result.txSignature);
      answers.push({ atMs: time.nowMs(), intent, result, hadRun });
      const { success, status, errorCode } = result;
      digest.add(`answer ${intent} ${success} ${status} ${errorCode} ${time.nowMs()}`);
    },
    becameDurable: (wallet, events) => {
      for (const { tradeId, name, read } of events) {
        digest.add(`event ${tradeId} ${name} ${time.nowMs()}`);
        if (NOTED_EVENTS.has(name)) attempts.note(wallet, tradeId, read());
      }
    },
    left: (wallet, signature, by) => {
      const wasDurable = attempts.isDurable(signature);
      sends.push({ atMs: time.nowMs(), wallet, signature, by, wasDurable });
      digest.add(`send ${signature} ${by} ${time.nowMs()}`);
    },
  };
}

function ranOnAnyBranch({ truth }: ModelChain, signature: string | undefined): boolean {
  if (signature === undefined) return false;
  return truth
    .landings()
    .some((landing) => landing.signature === signature && landing.error === null);
}
