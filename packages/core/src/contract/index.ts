/**
 * # @quantbot/core/contract
 *
 * The promises of the ports as executable cases, for every implementation alike: the stub, the
 * real adapter and a client over HTTP pass the same suite. Cases are plain objects, so any test
 * runner can run them:
 *
 * ```ts
 * for (const contractCase of executionPortContract(subject)) {
 *   it(contractCase.name, contractCase.run);
 * }
 * ```
 *
 * @packageDocumentation
 */
export type { ContractCase, ExecutionPortSubject, OpenedPort } from './contractSubject.ts';
export { executionPortContract } from './executionPortContract.ts';
