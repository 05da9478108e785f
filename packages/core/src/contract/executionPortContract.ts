import { breakerCases } from './breakerCases.ts';
import type { ContractCase, ExecutionPortSubject } from './contractSubject.ts';
import { denialCases } from './denialCases.ts';
import { idempotencyCases } from './idempotencyCases.ts';
import { resultCases } from './resultCases.ts';

/**
 * The suite that every ExecutionPort must pass.
 *
 * @param subject - The implementation and what it can do. Cases for abilities it does not claim
 * are left out, so a shorter list means a weaker promise.
 * @returns cases with unique names, each independent of the others.
 *
 * @example
 * ```ts
 * const subject: ExecutionPortSubject = {
 *   createPort: async () => ({ port: createAdapter(), close: async () => {} }),
 *   token: { mint: 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v', decimals: 6 },
 * };
 * for (const contractCase of executionPortContract(subject)) {
 *   it(contractCase.name, contractCase.run);
 * }
 * ```
 */
export function executionPortContract(subject: ExecutionPortSubject): readonly ContractCase[] {
  return [
    ...resultCases(subject),
    ...denialCases(subject),
    ...idempotencyCases(subject),
    ...breakerCases(subject),
  ];
}
