import type { SandboxWallet } from '@quantbot/sandbox';

import type { MintAt } from '../crash/walletChain.ts';

/** What to start. */
export interface EmbeddedPlan {
  readonly wallets: number;
  readonly tokens: number;
  readonly slotMs: number;
}

/** Where it is. */
export interface EmbeddedReady {
  readonly rpcUrl: string;
  readonly chainRpcUrl: string;
  readonly jupiterUrl: string;
  readonly allowedPrograms: readonly string[];
  readonly wallets: readonly SandboxWallet[];
  readonly tokens: readonly MintAt[];
}
