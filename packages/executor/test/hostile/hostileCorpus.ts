import { accountAnswers } from './answers/accountAnswers.ts';
import { amountAnswers } from './answers/amountAnswers.ts';
import { draftAttacks } from './answers/draftAttacks.ts';
import { envelopeAnswers } from './answers/envelopeAnswers.ts';
import { feeAnswers } from './answers/feeAnswers.ts';
import { honestAnswers } from './answers/honestAnswers.ts';
import { ignoredAnswers } from './answers/ignoredAnswers.ts';
import { programAnswers } from './answers/programAnswers.ts';
import { tableAnswers } from './answers/tableAnswers.ts';
import { programAttacks } from './answers/programAttacks.ts';
import type { HostileAnswer, HostileDraft, HostileProgram } from './hostileCase.ts';

/** Cases of one kind. */
export interface HostileFamily<Case> {
  readonly title: string;
  /** Who does what the names of the cases say. */
  readonly subject: string;
  readonly cases: readonly Case[];
}

/** Everything a venue may answer. */
export const answerFamilies: ReadonlyArray<HostileFamily<HostileAnswer>> = [
  { title: 'Figures that are not those of the trade', subject: 'a venue', cases: amountAnswers },
  { title: 'Fees that nobody asked for', subject: 'a venue', cases: feeAnswers },
  { title: 'Accounts that are not those of the trade', subject: 'a venue', cases: accountAnswers },
  {
    title: 'Programs, instructions and bytes that are not understood',
    subject: 'a venue',
    cases: programAnswers,
  },
  { title: 'What stands around the swap', subject: 'a venue', cases: envelopeAnswers },
  {
    title: 'Lookup tables that are not as the chain has them',
    subject: 'a venue',
    cases: tableAnswers,
  },
  { title: 'Attacks in parts that nobody takes', subject: 'a venue', cases: ignoredAnswers },
  { title: 'Honest answers', subject: 'a venue', cases: honestAnswers },
];

/** Everything a draft may have become on its way to the policy. */
export const draftFamilies: ReadonlyArray<HostileFamily<HostileDraft>> = [
  {
    title: 'Drafts that were changed after they were built',
    subject: 'a draft',
    cases: draftAttacks,
  },
];

/** Everything a program may do once it runs. */
export const chainFamilies: ReadonlyArray<HostileFamily<HostileProgram>> = [
  { title: 'Programs that run on the chain', subject: 'a program', cases: programAttacks },
];
