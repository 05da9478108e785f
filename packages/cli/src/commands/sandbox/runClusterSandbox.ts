import {
  ExecutionError,
  formatUnits,
  LAMPORTS_PER_SOL,
  reasonOf,
  SOL_DECIMALS,
} from '@quantbot/core';
import { startRemoteSandbox, type RemoteSandbox } from '@quantbot/sandbox';

import { alignColumns, WHOLE } from '../../output/alignColumns.ts';
import { toJson } from '../../output/json.ts';
import { errorPaint, paint } from '../../output/paint.ts';
import { showProgress } from '../../platform/showProgress.ts';
import { watchStopSignals } from '../../platform/watchStopSignals.ts';
import { writePrivateFile } from '../../platform/writePrivateFile.ts';
import { clusterVariables } from './clusterVariables.ts';
import { environmentFileText } from './environmentFileText.ts';

/** What `quantbot sandbox --cluster` is given. */
export interface ClusterSandboxOptions {
  readonly cluster: string;
  readonly clusterWs?: string;
  readonly keypair: string;
  readonly poolSol: number;
  readonly walletSol: number;
  readonly envFile?: string;
  readonly json?: boolean;
}

/**
 * Sets a sandbox up on a cluster, keeps its venue running until a signal comes, and takes away what
 * can be taken away.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID`, `CONFIG__CLUSTER_UNUSABLE`
 */
export async function runClusterSandbox(options: ClusterSandboxOptions): Promise<void> {
  const { envFile, json } = options;
  const watch = watchStopSignals();
  try {
    if (json !== true) console.error(errorPaint.faint('Deploying …'));
    const sandbox = await showProgress('deploying program, mints and pools', start(options));
    try {
      if (envFile !== undefined) {
        writePrivateFile(envFile, environmentFileText(clusterVariables(sandbox)));
      }
      console.log(json === true ? toJson(clusterSandboxJson(sandbox)) : describe(sandbox, envFile));
      await watch.stopped;
    } finally {
      await sandbox.stop();
    }
  } finally {
    watch.release();
  }
}

async function start(options: ClusterSandboxOptions): Promise<RemoteSandbox> {
  const { cluster, clusterWs, keypair, poolSol, walletSol } = options;
  // Scheme and host alone: keys of providers stand in the rest.
  const endpoint = originOf(cluster);
  try {
    return await startRemoteSandbox({
      rpcUrl: cluster,
      ...(clusterWs === undefined ? {} : { wsUrl: clusterWs }),
      keypairPath: keypair,
      poolLamports: lamportsOf(poolSol),
      walletLamports: lamportsOf(walletSol),
    });
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new ExecutionError('CONFIG__CLUSTER_UNUSABLE', { endpoint, reason }, { cause });
  }
}

function originOf(cluster: string): string {
  const url = URL.parse(cluster);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.origin;
  const problems = ['expected the URL of a node, such as https://api.devnet.solana.com'];
  throw new ExecutionError('CONFIG__FIELD_INVALID', { source: '--cluster', problems });
}

function lamportsOf(sol: number): bigint {
  return BigInt(Math.round(sol * Number(LAMPORTS_PER_SOL)));
}

/** A sandbox on a cluster for machines. */
function clusterSandboxJson(sandbox: RemoteSandbox): Readonly<Record<string, unknown>> {
  const described = Object.entries(sandbox).filter(([name]) => name !== 'stop');
  return { ...Object.fromEntries(described), setupLamports: String(sandbox.setupLamports) };
}

function describe(sandbox: RemoteSandbox, envFile: string | undefined): string {
  const variables = Object.entries(clusterVariables(sandbox))
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [paint.faint(`  ${name}`), value]);
  const tokens = sandbox.tokens.map(({ symbol, mint }) => [`  ${symbol}`, mint]);
  const cost = formatUnits(sandbox.setupLamports, SOL_DECIMALS);
  return [
    `${paint.good('✔')} ${paint.strong('The sandbox is deployed.')} Stop it with Ctrl+C.`,
    `It took ${cost} SOL; the rent of the program and the wallet's SOL come back at the end.`,
    paint.strong('tokens'),
    alignColumns(tokens, WHOLE),
    paint.strong('environment'),
    alignColumns(variables, WHOLE),
    ...(envFile === undefined ? [] : [`Written to ${envFile}.`]),
  ].join('\n');
}
