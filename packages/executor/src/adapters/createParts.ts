import { createNodePool } from '../chain/nodePool.ts';
import { createRpcChainNode } from '../chain/rpcChainNode.ts';
import { createStatusFeed } from '../chain/statusFeed.ts';
import type { CompiledConfig } from '../config/compileConfig.ts';
import { createChainFacts } from '../facts/chainFacts.ts';
import { createFeeLevels } from '../facts/feeLevels.ts';
import { createLookupTableCache } from '../facts/lookupTables.ts';
import { createTipLevels } from '../facts/tipLevels.ts';
import { createWalletAccounts } from '../facts/walletAccounts.ts';
import { createOutlayLedger } from '../gates/outlayLedger.ts';
import type { TradeLog } from '../journal/tradeLog.ts';
import { createJitoLane } from '../lanes/jitoLane.ts';
import { createRpcLane } from '../lanes/rpcLane.ts';
import { createBackgroundTasks } from '../pipeline/backgroundTasks.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';
import type { ExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import { createJupiterVenue } from '../venues/jupiter/jupiterVenue.ts';
import type { WalletSigner } from '../wallet/walletSigner.ts';

/** What the parts are made of. */
export interface PartsInputs {
  readonly config: CompiledConfig;
  readonly signer: WalletSigner;
  readonly log: TradeLog;
  readonly telemetry: ExecutorTelemetry;
  readonly closing: AbortSignal;
}

/** Wires the stages to the chain, the venue and the lanes that the configuration names. */
export function createParts(inputs: PartsInputs): ExecutorParts {
  const { config, signer, log, telemetry, closing } = inputs;
  const { platform, jitoEndpoint, jupiterApiKey, pollIntervalMs } = config;
  const pool = createNodePool(
    config.rpcEndpoints.map((endpoint) => createRpcChainNode(endpoint, platform)),
  );
  const { tipPercentile, tipLamportsMax } = config;
  return {
    config,
    signer,
    accounts: createWalletAccounts(signer.address),
    pool,
    chainFacts: createChainFacts(pool, platform),
    feeLevels: createFeeLevels(pool, platform),
    lookupTables: createLookupTableCache(pool),
    tips:
      jitoEndpoint === undefined
        ? undefined
        : createTipLevels({ jitoEndpoint, platform, tipPercentile, tipLamportsMax }),
    venue: createJupiterVenue({
      platform,
      endpoint: config.jupiterEndpoint,
      ...(jupiterApiKey === undefined ? {} : { apiKey: jupiterApiKey }),
    }),
    lanes: {
      jito: jitoEndpoint === undefined ? undefined : createJitoLane(jitoEndpoint, platform),
      rpc: createRpcLane(pool),
    },
    statuses: createStatusFeed({ pool, platform, pollIntervalMs }),
    log,
    ledger: createOutlayLedger(),
    watermark: { slot: undefined },
    chain: { genesisHash: undefined },
    telemetry,
    background: createBackgroundTasks(telemetry, closing),
    closing,
  };
}
