import type { RemoteSandbox } from '@quantbot/sandbox';
import { expect, it } from 'vitest';

import { clusterVariables } from './clusterVariables.ts';

const SANDBOX: RemoteSandbox = {
  rpcUrl: 'https://node.example',
  wsUrl: undefined,
  jupiterUrl: 'http://127.0.0.1:1003',
  keypairPath: '/tmp/cluster/wallet.json',
  configPath: '/tmp/cluster/config.json',
  wallet: 'wallet',
  allowedPrograms: ['Program'],
  tokens: [],
  operators: [{ label: 'cluster', rpcUrl: 'https://node.example', wsUrl: '' }],
  directory: '/tmp/cluster',
  genesisHash: 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG',
  setupLamports: 1n,
  stop: async () => undefined,
};

it.each([
  ['EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG', 'devnet'],
  ['4uhcVJyU9pJkvQyS88uRDiswHScgkcY3z6R5b6QaH1V', 'testnet'],
  ['SomeForkOfMainnetHasAGenesisHashOfItsOwn', 'sandbox'],
])('names the cluster of the genesis hash %s: %s', (genesisHash, cluster) => {
  const variables = clusterVariables({ ...SANDBOX, genesisHash });
  expect(variables).toMatchObject({
    EXECUTION_CLUSTER: cluster,
    EXECUTION_ALLOWED_PROGRAMS: 'Program',
    JITO_BLOCK_ENGINE_URL: '',
    SOLANA_RPC_URL: 'https://node.example',
    SOLANA_WS_URL: '',
  });
  expect(variables).not.toHaveProperty('EXECUTION_DRY_RUN');
});
