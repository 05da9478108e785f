import { compileConfig, type CompiledConfig } from '../config/compileConfig.ts';
import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import { createFakePlatform } from './fakePlatform.ts';
import { FIXTURE_NOW_MS } from './journalFixtures.ts';

/** A live configuration on a fake machine, at the fixtures' time. */
export function fixtureConfig(changes: Partial<ExecutionAdapterConfig> = {}): CompiledConfig {
  return compileConfig({
    clock: { nowMs: () => FIXTURE_NOW_MS },
    platform: createFakePlatform(),
    dryRun: false,
    rpcEndpoint: 'https://rpc.example',
    keypairPath: '/keys/wallet.json',
    limits: {
      tradeLamportsMax: 100_000_000n,
      solReserveLamportsMin: 0n,
      openTradesMax: 2,
    },
    ...changes,
  });
}
