import { failedCommitIgnored } from './failedCommitIgnored.ts';
import { mostToldSpent } from './mostToldSpent.ts';
import { barIgnored } from './barIgnored.ts';
import { haltForgotten } from './haltForgotten.ts';
import { invalidBelieved } from './invalidBelieved.ts';
import { resignOnTimeout } from './resignOnTimeout.ts';
import { deadlineIgnored } from './deadlineIgnored.ts';
import { floorForgotten } from './floorForgotten.ts';
import { cancelForgotten } from './cancelForgotten.ts';
import { retriesUnbounded } from './retriesUnbounded.ts';
import { nothingReserved } from './nothingReserved.ts';
import { openSellExecuted } from './openSellExecuted.ts';
import { timeoutAsFailure } from './timeoutAsFailure.ts';
import { attemptDeletedOnRetry } from './attemptDeletedOnRetry.ts';
import { claimedLifetime } from './claimedLifetime.ts';
import { confirmedForFinal } from './confirmedForFinal.ts';
import { deadlineForgotten } from './deadlineForgotten.ts';
import { derivedKeyInBuckets } from './derivedKeyInBuckets.ts';
import { errIgnored } from './errIgnored.ts';
import { errorAsNotFound } from './errorAsNotFound.ts';
import { feeMissing } from './feeMissing.ts';
import { journalAfterSend } from './journalAfterSend.ts';
import { keyNotClaimed } from './keyNotClaimed.ts';
import type { Mutant } from './mutant.ts';
import { oneWitness } from './oneWitness.ts';
import { rentMissing } from './rentMissing.ts';
import { reservationForgotten } from './reservationForgotten.ts';
import { resumeResigns } from './resumeResigns.ts';
import { revertBeforeFinality } from './revertBeforeFinality.ts';
import { rollbackIgnored } from './rollbackIgnored.ts';
import { slotForHeight } from './slotForHeight.ts';
import { statusNotReread } from './statusNotReread.ts';
import { twoUrls } from './twoUrls.ts';

/** Every broken executor. A check that none of them trips proves nothing. */
export const MUTANTS: readonly Mutant[] = [
  statusNotReread,
  errorAsNotFound,
  journalAfterSend,
  oneWitness,
  twoUrls,
  confirmedForFinal,
  claimedLifetime,
  errIgnored,
  slotForHeight,
  attemptDeletedOnRetry,
  keyNotClaimed,
  derivedKeyInBuckets,
  feeMissing,
  rentMissing,
  resumeResigns,
  deadlineForgotten,
  rollbackIgnored,
  revertBeforeFinality,
  timeoutAsFailure,
  openSellExecuted,
  nothingReserved,
  reservationForgotten,
  retriesUnbounded,
  cancelForgotten,
  floorForgotten,
  deadlineIgnored,
  resignOnTimeout,
  invalidBelieved,
  haltForgotten,
  barIgnored,
  mostToldSpent,
  failedCommitIgnored,
];

/**
 * The mutant of a name.
 *
 * @throws RangeError when there is none, with the names there are.
 */
export function mutantNamed(name: string): Mutant {
  const found = MUTANTS.find((mutant) => mutant.name === name);
  if (found !== undefined) return found;
  const names = MUTANTS.map((mutant) => mutant.name).join(', ');
  throw new RangeError(`there is no mutant ${name}; there are ${names}`);
}
