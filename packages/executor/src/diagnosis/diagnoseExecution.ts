import { reasonOf, isExecutionError, type ClockPort } from '@quantbot/core';

import { compileConfig, type CompiledConfig } from '../config/compileConfig.ts';
import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import { diagnoseBlockEngines } from './diagnoseBlockEngines.ts';
import { diagnoseSockets } from './diagnoseSockets.ts';
import { diagnoseVenue } from './diagnoseVenue.ts';
import { diagnoseBalance, diagnoseWalletFile } from './diagnoseWallet.ts';
import type { Examination, Finding } from './finding.ts';
import { judgeClock } from './judgeClock.ts';
import { judgeNodes } from './judgeNodes.ts';
import { readNodeFacts } from './nodeFacts.ts';

/** What to try besides looking. */
export interface DiagnosisOptions {
  /** Token to ask the venue about. Nothing is bought. */
  readonly token?: string;
  /** Lamports to ask about. */
  readonly lamports: bigint;
  /** Ends what is still being asked. */
  readonly signal: AbortSignal;
}

/**
 * Looks at everything a configuration names: wallet file, nodes, clock, WebSockets, block engines,
 * venue and balance. Signs nothing, sends nothing, and opens no journal.
 *
 * @param config - What an adapter would be made with.
 * @returns what is looked at, in an order in which a person would mend it. Everything is asked at
 * once; none of the promises rejects.
 */
export function diagnoseExecution(
  config: ExecutionAdapterConfig,
  options: DiagnosisOptions,
): readonly Examination[] {
  const compiled = compileForDiagnosis(config);
  if ('finding' in compiled) return [known(compiled.finding)];
  const { wsEndpoints, platform } = compiled;
  const opened = diagnoseWalletFile(compiled, compiled.dryRun);
  const taker = opened.address;
  const { token, lamports, signal } = options;
  const trial = token === undefined || taker === undefined ? undefined : { token, lamports, taker };
  return [
    known({
      area: 'configuration',
      subject: '',
      verdict: 'ok',
      found: `${compiled.cluster}, ${compiled.dryRun ? 'dry-run' : 'LIVE'}, ${compiled.lanePolicy}`,
    }),
    known(...opened.findings),
    examineNodes(compiled, config.clock),
    ...diagnoseSockets(wsEndpoints, platform),
    ...diagnoseBlockEngines(compiled),
    diagnoseVenue(compiled, trial, signal),
    ...(taker === undefined || compiled.rpcEndpoints.length === 0
      ? []
      : [{ title: 'reading the balance', findings: diagnoseBalance(compiled, taker) }]),
  ];
}

function compileForDiagnosis(
  config: ExecutionAdapterConfig,
): CompiledConfig | { readonly finding: Finding } {
  try {
    return compileConfig(config);
  } catch (cause) {
    const found = isExecutionError(cause) ? cause.code : 'is refused';
    return {
      finding: {
        area: 'configuration',
        subject: '',
        verdict: 'fail',
        found,
        next: isExecutionError(cause) ? cause.message : `${reasonOf(cause)}.`,
      },
    };
  }
}

function known(...findings: readonly Finding[]): Examination {
  return { title: '', findings: Promise.resolve(findings) };
}

function examineNodes(config: CompiledConfig, clock: ClockPort): Examination {
  const { rpcEndpoints, platform } = config;
  const look = async (): Promise<readonly Finding[]> => {
    const nodes = await Promise.all(
      rpcEndpoints.map(async (endpoint) => readNodeFacts(endpoint, platform)),
    );
    const { cluster } = config;
    return [...judgeNodes(nodes, config), ...judgeClock(nodes, { nowMs: clock.nowMs(), cluster })];
  };
  return { title: `asking ${rpcEndpoints.length} nodes`, findings: look() };
}
