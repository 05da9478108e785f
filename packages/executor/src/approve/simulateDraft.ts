import { fault, isFault, type Fault, type SwapDecoder } from '@quantbot/core';

import { limitWithMargin } from '../transaction/feeBudget.ts';
import { lowerComputeUnitLimit, requireOnlyLimitLowered } from '../transaction/computeUnitLimit.ts';
import { unsignedWire } from '../transaction/wireTransaction.ts';
import type { SimulationReading } from '../chain/chainNode.ts';
import type { NodePool } from '../chain/nodePool.ts';
import { readProgramFailure } from '../chain/transactionError.ts';
import { accountsToWatch, checkSimulatedState } from './checkSimulatedState.ts';
import type { SignPolicy } from './signPolicy.ts';

/** A draft and what is needed to explain its failure. */
export interface SimulationInputs {
  readonly messageBytes: Uint8Array;
  readonly computeUnitLimitMax: number;
  /** What the trade allows the wallet to look like afterwards. */
  readonly policy: SignPolicy;
}

/** The final bytes: the draft with only its compute unit limit lowered. */
export interface SizedTransaction {
  readonly messageBytes: Uint8Array;
  readonly computeUnitLimit: number;
}

/**
 * Runs the draft once on a node, signature unchecked, holds what the wallet would have and who has
 * power over it against the trade, and lowers the compute unit limit to what it used and a margin. A
 * simulation can lie, so it only ever refuses: what may be lost is bounded by the sign policy and by
 * the post-conditions on chain.
 */
export async function simulateDraft(
  pool: NodePool,
  inputs: SimulationInputs,
): Promise<SizedTransaction | Fault> {
  const { messageBytes, computeUnitLimitMax, policy } = inputs;
  const wire = unsignedWire(messageBytes);
  const watched = accountsToWatch(messageBytes, policy);
  const simulation = await pool.ask('simulateTransaction', async (node) =>
    node.simulate(wire, watched),
  );
  if (isFault(simulation)) return simulation;
  if (simulation.error !== null) {
    return explainFailure(simulation, simulation.error, policy.decoders);
  }
  const problem = checkSimulatedState(watched, simulation.accounts, policy);
  if (problem !== undefined) return problem;
  const computeUnitLimit = limitWithMargin(simulation.computeUnits, computeUnitLimitMax);
  const final = lowerComputeUnitLimit(messageBytes, computeUnitLimit);
  requireOnlyLimitLowered(messageBytes, final);
  return { computeUnitLimit, messageBytes: final };
}

function explainFailure(
  simulation: SimulationReading,
  error: string,
  decoders: ReadonlyMap<string, SwapDecoder>,
): Fault {
  const failure = readProgramFailure(simulation.logs);
  if (failure !== undefined) {
    const { program, customErrorCode } = failure;
    if (decoders.get(program)?.classifyError(customErrorCode) === 'slippage') {
      return fault('SIMULATE__SLIPPAGE_EXCEEDED', { program, customErrorCode });
    }
  }
  const where = failure === undefined ? '' : ` in program ${failure.program}`;
  return fault('SIMULATE__FAILED', { reason: `${error}${where}`, logs: simulation.logs.slice(-8) });
}
