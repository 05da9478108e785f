import { steadyAnswers, trueAnswers } from './answerChecks.ts';
import type { Check, Violation } from './check.ts';
import { exposure, limitsHold, oneAttemptForOneToken } from './exposureChecks.ts';
import type { History } from './history.ts';
import { journalPrefix, liveness, noConflict, noSurprise } from './journalChecks.ts';
import { riskLimitsHold } from './riskLimitsHold.ts';
import { balances, oneTradeForOneKey, singleSuccess } from './successChecks.ts';
import {
  deathHeightsAreSafe,
  deathsAreTrue,
  lanesAreAllowed,
  noAttemptWithoutProof,
  noUnjournalledByte,
  signaturesAreAllowed,
} from './signatureChecks.ts';
import { haltedSignsNothing, signedByTheState } from './haltedSignsNothing.ts';

/** Every property of every schedule. */
export const CHECKS: readonly Check[] = [
  singleSuccess,
  oneTradeForOneKey,
  noUnjournalledByte,
  noAttemptWithoutProof,
  deathHeightsAreSafe,
  deathsAreTrue,
  signaturesAreAllowed,
  lanesAreAllowed,
  balances,
  trueAnswers,
  steadyAnswers,
  exposure,
  limitsHold,
  riskLimitsHold,
  oneAttemptForOneToken,
  journalPrefix,
  liveness,
  noConflict,
  noSurprise,
  haltedSignsNothing,
  signedByTheState,
];

/** Holds a history against every check. */
export function checkHistory(history: History): Violation[] {
  return CHECKS.flatMap((check) =>
    check.find(history).map((detail) => ({
      check: check.name,
      invariant: check.invariant,
      detail,
    })),
  );
}
