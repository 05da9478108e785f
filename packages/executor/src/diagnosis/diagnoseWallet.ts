import { formatUnits, isExecutionError, reasonOf, SOL_DECIMALS } from '@quantbot/core';

import { createRpcChainNode } from '../chain/rpcChainNode.ts';
import type { CompiledConfig } from '../config/compileConfig.ts';
import { openWallet } from '../wallet/openWallet.ts';
import type { Finding } from './finding.ts';

/** What the configuration opens, and what it says about it. */
export interface OpenedWallet {
  readonly address?: string;
  readonly findings: readonly Finding[];
}

/** Opens the wallet as a rehearsal does: nobody is asked for a passphrase, nothing is signed. */
export function diagnoseWalletFile(config: CompiledConfig, dryRun: boolean): OpenedWallet {
  const { keypairPath, keystorePath } = config;
  try {
    const signer = openWallet({ ...config, dryRun: true });
    if (signer === undefined) {
      const found = 'none is configured: nothing can be signed';
      const next = 'Make one with: quantbot keys new trader.';
      return { findings: [wallet('', dryRun ? 'warn' : 'fail', { found, next })] };
    }
    const { address } = signer;
    const isPlain = keystorePath === undefined && keypairPath !== undefined;
    const isWorth = isPlain && config.cluster !== 'sandbox';
    const found = `${address}, ${isPlain ? `in the plain file ${keypairPath}` : (keystorePath ?? 'held by a service')}`;
    if (!isWorth) return { address, findings: [wallet('file', 'ok', { found })] };
    const next = 'Encrypt it with: quantbot keys import.';
    return {
      address,
      findings: [wallet('file', 'warn', { found: `${found}, not encrypted`, next })],
    };
  } catch (cause) {
    const found = isExecutionError(cause) ? cause.code : 'cannot be opened';
    return {
      findings: [
        wallet('file', 'fail', {
          found,
          next: isExecutionError(cause) ? cause.message : `${reasonOf(cause)}.`,
        }),
      ],
    };
  }
}

/** What is left to trade with once the floor is kept: one rent of a token account and some fees. */
const SPARE_LAMPORTS = 5_000_000n;

/** Reads the wallet's final balance from the first node that tells it. */
export async function diagnoseBalance(
  config: CompiledConfig,
  address: string,
): Promise<readonly Finding[]> {
  const { platform, rpcEndpoints, limits } = config;
  let problem = 'there is no node';
  for (const endpoint of rpcEndpoints) {
    try {
      const { accounts } = await createRpcChainNode(endpoint, platform).finalAccounts([address]);
      const lamports = accounts[0]?.lamports ?? 0n;
      const floor = limits?.solReserveLamportsMin ?? 0n;
      const sol = (amount: bigint): string => `${formatUnits(amount, SOL_DECIMALS)} SOL`;
      const found = `holds ${sol(lamports)}, of which ${sol(floor)} must stay`;
      if (lamports >= floor + SPARE_LAMPORTS) return [wallet('balance', 'ok', { found })];
      const next = `Send SOL to ${address}: what is above the floor pays for no trade.`;
      return [wallet('balance', config.dryRun ? 'warn' : 'fail', { found, next })];
    } catch (cause) {
      problem = reasonOf(cause);
    }
  }
  const next = 'Look at the nodes first.';
  return [wallet('balance', 'fail', { found: `is not told: ${problem}`, next })];
}

function wallet(
  subject: string,
  verdict: Finding['verdict'],
  told: Pick<Finding, 'found' | 'next'>,
): Finding {
  return { area: 'wallet', subject, verdict, ...told };
}
