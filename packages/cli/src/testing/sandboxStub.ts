import type { Sandbox } from '@quantbot/sandbox';

import { MINT } from './records.ts';

/** A sandbox that does not run. */
export function sandboxStub(parts: Partial<Sandbox> = {}): Sandbox {
  const stop = () => Promise.resolve();
  return {
    rpcUrl: 'http://127.0.0.1:1001',
    wsUrl: 'ws://127.0.0.1:1002',
    jupiterUrl: 'http://127.0.0.1:1003',
    jitoUrl: 'http://127.0.0.1:1004',
    keypairPath: '/tmp/sandbox/sandbox-wallet.json',
    configPath: '/tmp/sandbox/config.json',
    wallet: 'AZyAnWCfLQPGdy4Bn6mN34Gh4FrJieHXafxtjoTHRE8d',
    wallets: [],
    directory: '/tmp/sandbox',
    allowedPrograms: ['Swap'],
    tokens: [{ symbol: 'SPARK', mint: MINT, decimals: 6, tokenProgram: 'Token', pool: 'Pool' }],
    rpcUrls: ['http://127.0.0.1:1001'],
    chainRpcUrl: 'http://127.0.0.1:1005',
    operators: [
      { label: 'operator-1', rpcUrl: 'http://127.0.0.1:1001', wsUrl: 'ws://127.0.0.1:1002' },
    ],
    faults: {
      controlUrl: 'http://127.0.0.1:1006',
      apply: () => undefined,
      clear: () => undefined,
      counts: () => ({ applied: 0, rules: {} }),
      log: () => [],
      closeSockets: () => 0,
    },
    emptyPool: () => Promise.reject(new Error('this sandbox does not run')),
    holdSlots: () => Promise.reject(new Error('this sandbox does not run')),
    stop,
    [Symbol.asyncDispose]: stop,
    ...parts,
  };
}
