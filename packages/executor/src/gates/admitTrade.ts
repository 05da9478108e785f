import type { AnyExecutionRequest, Fault } from '@quantbot/core';

import type { CompiledLimits } from '../config/executionAdapterConfig.ts';
import type { AdmissionSnapshot } from '../journal/journal.ts';
import { judges } from './gate.ts';
import { ADMISSION_GATES } from './gates.ts';
import type { Reserved } from './reservationOf.ts';

/** A trade that asks to be let through. */
export interface AdmissionQuestion {
  readonly request: AnyExecutionRequest;
  /** `undefined` in dry-run without limits: nothing is refused then. */
  readonly limits: CompiledLimits | undefined;
  readonly snapshot: AdmissionSnapshot;
  readonly reserved: Reserved;
}

/**
 * Gates that need nothing from the chain. They run inside the commit that claims the key and
 * reserves what the trade may take, so that trades cannot slip past a limit together.
 *
 * @returns the first refusal, `undefined` when the trade is admitted.
 */
export function admitTrade(question: AdmissionQuestion): Fault | undefined {
  return firstRefusal(question, () => true);
}

/**
 * Judges an admitted trade again before each of its attempts, by those gates whose facts others may
 * have changed since: a landing that was rolled back, a limit that was lowered, a day that lost.
 *
 * @param question - With a snapshot that leaves the trade itself out.
 */
export function admitAgain(question: AdmissionQuestion): Fault | undefined {
  return firstRefusal(question, ({ isAskedAgain }) => isAskedAgain);
}

function firstRefusal(
  { limits, ...facts }: AdmissionQuestion,
  isAsked: (gate: (typeof ADMISSION_GATES)[number]) => boolean,
): Fault | undefined {
  if (limits === undefined) return undefined;
  for (const gate of ADMISSION_GATES) {
    if (!isAsked(gate) || !judges(gate, facts.request.side, limits)) continue;
    const refusal = gate.judge(facts, limits);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
