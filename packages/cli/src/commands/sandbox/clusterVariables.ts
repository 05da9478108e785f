import type { RemoteSandbox } from '@quantbot/sandbox';

import { sandboxVariables } from './sandboxVariables.ts';

/** First characters of the genesis hashes of public clusters (CAIP-2, Solana namespace). */
const CLUSTER_OF_GENESIS: ReadonlyArray<readonly [string, string]> = [
  ['EtWTRABZaYq6iMfeYKouRu166VU2xqa1', 'devnet'],
  ['4uhcVJyU9pJkvQyS88uRDiswHScgkcY3', 'testnet'],
];

/** Variables that point `quantbot execute` at a sandbox on a cluster. There is no block engine. */
export function clusterVariables(sandbox: RemoteSandbox): Readonly<Record<string, string>> {
  const { genesisHash, wsUrl = '' } = sandbox;
  const known = CLUSTER_OF_GENESIS.find(([beginning]) => genesisHash.startsWith(beginning));
  return {
    ...sandboxVariables({
      ...sandbox,
      wsUrl,
      jitoUrl: '',
      allowedPrograms: [...sandbox.allowedPrograms],
      operators: sandbox.operators.map((operator) => ({ wsUrl, ...operator })),
    }),
    EXECUTION_CLUSTER: known?.[1] ?? 'sandbox',
  };
}
