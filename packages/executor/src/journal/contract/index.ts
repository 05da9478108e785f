/**
 * # @quantbot/executor/journal-contract
 *
 * What every journal must keep, as executable cases: the one on disk, the one in memory, and any
 * that keeps its rows elsewhere. Cases are plain objects, so any test runner can run them:
 *
 * ```ts
 * for (const contractCase of journalContract(subject)) {
 *   it(contractCase.name, contractCase.run);
 * }
 * ```
 *
 * @packageDocumentation
 */
export { journalContract } from './journalContract.ts';
export type { JournalCase, JournalPlace, JournalSubject } from './journalSubject.ts';
