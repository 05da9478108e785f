import { join } from 'node:path';

import { createExecutionAdapter, type ExecutionAdapter } from '@quantbot/executor';
import { modelSwapDecoder } from '@quantbot/simulator';

import type { ModelProcessReady } from './modelMessages.ts';

/** A wallet with its own adapter and data directory. */
export interface StressTrader {
  readonly wallet: string;
  readonly dataDirectory: string;
  readonly adapter: ExecutionAdapter;
}

/** Budgets of a machine that talks to itself; those of the product are for nodes of others. */
const CALLS_PER_SECOND = 10_000;

/** Opens one adapter for each wallet of the model. */
export function openTraders(model: ModelProcessReady, directory: string): readonly StressTrader[] {
  return model.wallets.map(({ address, keypairPath }, index) => {
    const dataDirectory = join(directory, `wallet-${index + 1}`);
    return {
      wallet: address,
      dataDirectory,
      adapter: createExecutionAdapter({
        clock: { nowMs: () => Date.now() },
        dryRun: false,
        cluster: 'sandbox',
        rpcEndpoints: model.rpc,
        jupiterEndpoint: model.jupiterUrl,
        lanePolicy: 'rpc-only',
        rpcSendsPerSecondMax: CALLS_PER_SECOND,
        rpcReadsPerSecondMax: CALLS_PER_SECOND,
        keypairPath,
        dataDirectory,
        allowedPrograms: model.allowedPrograms,
        decoders: [modelSwapDecoder],
        deadlineMs: 300_000,
        limits: {
          tradeLamportsMax: 1_000_000_000n,
          solReserveLamportsMin: 10_000_000n,
          openTradesMax: 256,
        },
      }),
    };
  });
}
