/**
 * A Solana of one's own, for the demo and for tests: no network, no account, no money.
 *
 * {@link startSandbox} boots a chain that executes real programs, opens two pools of a small swap
 * program, funds a wallet, and serves the two outside services that an execution adapter talks to:
 * an aggregator (`jupiterUrl`) and a block engine (`jitoUrl`). Both endpoints have the shapes,
 * defaults and refusals of the real ones, so that an adapter is tested as it is run. Everything
 * listens on the loopback interface and ends with `stop`.
 *
 * ```ts
 * await using sandbox = await startSandbox({ slotMs: 50 });
 * const decoder = createSandboxSwapDecoder();
 * ```
 *
 * The sandbox trades through its own program instead of Jupiter's. Whoever checks swap instructions
 * before signing configures {@link createSandboxSwapDecoder} and allows
 * {@link SANDBOX_SWAP_PROGRAM_ADDRESS}, which is the same in every sandbox. Keys, mints and pools
 * are new each time.
 *
 * Every address a client gets is that of a proxy. It corrects what it can of where the chain is not
 * the real thing (commitment, fees, the data of a refused send), and by a {@link FaultPlan} it makes
 * go wrong what goes wrong in the world: from the start by {@link SandboxOptions.faults}, later by
 * {@link SandboxFaults}, from another process by HTTP at `faults.controlUrl`.
 *
 * The chain is not the real thing in these respects: `confirmed` equals `processed`, there are no
 * forks, and a transaction that cannot pay its fee is accepted by `skipPreflight` and never lands. A
 * bundle of two or more transactions undoes whatever else the chain did in the slot it ran in; keep
 * such bundles apart from other trading.
 *
 * @packageDocumentation
 */
export type { FaultAction, FaultKind, FaultTarget } from './faults/plan/faultAction.ts';
export type { FaultCount, FaultCounts, FaultRecord } from './faults/plan/faultDirector.ts';
export { parseFaultPlan, type CheckedFaultPlan, type FaultPlan } from './faults/plan/faultPlan.ts';
export type { SandboxFaults, SandboxOperator } from './faults/sandboxFaults.ts';
export { createSandboxSwapDecoder } from './sandboxSwapDecoder.ts';
export { SANDBOX_SWAP_PROGRAM_ADDRESS } from './program/swapProgram.ts';
export {
  TWO_FACED_ATTACK,
  TWO_FACED_PROGRAM_ADDRESS,
  TWO_FACED_PROGRAM_PATH,
} from './program/twoFacedProgram.ts';
export {
  startSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxToken,
  type SandboxWallet,
} from './startSandbox.ts';
export { waitUntil, type WaitOptions } from './waitUntil.ts';
export {
  startRemoteSandbox,
  type RemoteSandbox,
  type RemoteSandboxOptions,
} from './remote/startRemoteSandbox.ts';
