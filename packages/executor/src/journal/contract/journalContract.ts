import { admissionCases } from './admissionCases.ts';
import { appendCases } from './appendCases.ts';
import { bookCases } from './bookCases.ts';
import { durabilityCases } from './durabilityCases.ts';
import type { JournalCase, JournalSubject } from './journalSubject.ts';
import { ownershipCases } from './ownershipCases.ts';
import { readCases } from './readCases.ts';
import { tradingCases } from './tradingCases.ts';

/**
 * The suite that every journal must pass.
 *
 * @returns cases with unique names, each independent of the others.
 */
export function journalContract(subject: JournalSubject): readonly JournalCase[] {
  return [
    ...admissionCases(subject),
    ...appendCases(subject),
    ...bookCases(subject),
    ...durabilityCases(subject),
    ...ownershipCases(subject),
    ...readCases(subject),
    ...tradingCases(subject),
  ];
}
