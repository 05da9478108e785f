import { reasonOf } from '@quantbot/core';

import { endpointLabel } from '../chain/endpointLabel.ts';
import type { CompiledConfig } from '../config/compileConfig.ts';
import { TIP_ACCOUNTS } from '../facts/tipLevels.ts';
import { callBlockEngine } from '../lanes/callBlockEngine.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { Examination, Finding } from './finding.ts';

type EngineRules = Pick<CompiledConfig, 'jitoEndpoints' | 'lanePolicy' | 'platform'>;

/** Asks every block engine for its tip accounts. */
export function diagnoseBlockEngines(config: EngineRules): readonly Examination[] {
  const { jitoEndpoints, lanePolicy, platform } = config;
  if (jitoEndpoints.length === 0) {
    const found = `none is configured: trades go by ${lanePolicy}, in the open`;
    const next = 'Set JITO_BLOCK_ENGINE_URL to keep swaps from those who read the public queue.';
    return [{ title: '', findings: Promise.resolve([engine('', 'warn', { found, next })]) }];
  }
  return jitoEndpoints.map((url) => ({
    title: `asking the block engine ${endpointLabel(url)}`,
    findings: diagnoseEngine(url, platform),
  }));
}

async function diagnoseEngine(
  jitoEndpoint: string,
  platform: ExecutorPlatform,
): Promise<readonly Finding[]> {
  const label = endpointLabel(jitoEndpoint);
  const call = { jitoEndpoint, path: 'getTipAccounts', method: 'getTipAccounts', params: [] };
  try {
    const startedMs = platform.monotonicMs();
    const named = await callBlockEngine(platform, call);
    const tookMs = Math.round(platform.monotonicMs() - startedMs);
    const known = TIP_ACCOUNTS.filter((account) => Array.isArray(named) && named.includes(account));
    if (known.length > 0) {
      const found = `names ${known.length} known tip accounts, answered in ${tookMs} ms`;
      return [engine(label, 'ok', { found })];
    }
    const next = 'Check that it is a Jito block engine; others are never tipped.';
    return [engine(label, 'fail', { found: 'names none of the known tip accounts', next })];
  } catch (cause) {
    const next = 'Check the address, host only; jito-then-rpc trades go public meanwhile.';
    return [engine(label, 'fail', { found: `does not answer: ${reasonOf(cause)}`, next })];
  }
}

function engine(
  subject: string,
  verdict: Finding['verdict'],
  told: Pick<Finding, 'found' | 'next'>,
): Finding {
  return { area: 'block engine', subject, verdict, ...told };
}
