import {
  createTokenAddress,
  describeError,
  isExecutionError,
  reasonOf,
  type ExecutionResult,
} from '@quantbot/core';
import { createExecutionAdapter, type ExecutionAdapterConfig } from '@quantbot/executor';

import { temporaryFolder } from '../platform/temporaryFolder.ts';
import type { DoctorFinding } from './doctorFinding.ts';

const DEADLINE_MS = 20_000;

/**
 * Buys a token in dry-run, with everything a live trade goes through up to the signature. It keeps a
 * journal of its own, so that it neither waits for whoever owns the real one nor writes into it.
 */
export async function rehearse(
  config: ExecutionAdapterConfig,
  trial: { readonly token: string; readonly lamports: bigint },
): Promise<readonly DoctorFinding[]> {
  try {
    return [judgeRehearsal(await buyDry(config, trial), trial)];
  } catch (cause) {
    // Only a set-up that is refused, or that broke, throws; it is told where it was found as well.
    const found = isExecutionError(cause) ? cause.code : 'broke off';
    return [rehearsal('fail', { found, next: reasonOf(cause) })];
  }
}

async function buyDry(
  config: ExecutionAdapterConfig,
  trial: { readonly token: string; readonly lamports: bigint },
): Promise<ExecutionResult> {
  using folder = temporaryFolder();
  const { keystorePassphraseFile: _locked, ...unlocked } = config;
  const adapter = createExecutionAdapter({
    ...unlocked,
    dryRun: true,
    dataDirectory: folder.path,
    haltFilePath: `${folder.path}/HALT`,
  });
  try {
    return await adapter.execute({
      tokenAddress: createTokenAddress(trial.token),
      chain: 'solana',
      side: 'buy',
      amountBaseUnits: String(trial.lamports),
      idempotencyKey: 'doctor',
      deadlineMs: DEADLINE_MS,
      waitMs: DEADLINE_MS,
    });
  } finally {
    await adapter.close();
  }
}

/** Says what a rehearsal shows of live trades. */
export function judgeRehearsal(
  result: ExecutionResult,
  { token, lamports }: { readonly token: string; readonly lamports: bigint },
): DoctorFinding {
  const asked = `a buy of ${token} for ${lamports} lamports`;
  const { errorCode, error = '' } = result;
  if (result.simulated === true) {
    const found = `${asked} was made up: no chain was asked (${errorCode})`;
    return rehearsal('fail', { found, next: 'Configure a node and a wallet.' });
  }
  if (result.success) {
    return rehearsal('ok', {
      found: `${asked} would be signed at ${result.executedPriceText} SOL`,
    });
  }
  const found = `${asked} would not be signed: ${errorCode}`;
  const isNote = errorCode !== undefined && describeError(errorCode).outcome === 'note';
  return rehearsal(isNote ? 'warn' : 'fail', { found, next: error });
}

function rehearsal(
  verdict: DoctorFinding['verdict'],
  told: Pick<DoctorFinding, 'found' | 'next'>,
): DoctorFinding {
  return { area: 'rehearsal', subject: '', verdict, ...told };
}
