import { createNodePool } from '../chain/nodePool.ts';
import { createRpcChainNode } from '../chain/rpcChainNode.ts';
import { createStatusFeed } from '../chain/statusFeed.ts';
import type { ChainNode } from '../chain/chainNode.ts';
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
import { createSigningHold } from '../pipeline/signingHold.ts';
import { SAFETY_RULES } from '../pipeline/safetyRules.ts';
import { createJupiterVenue } from '../venues/jupiter/jupiterVenue.ts';
import type { SwapVenue } from '../venues/swapVenue.ts';
import type { WalletSigner } from '../wallet/walletSigner.ts';
import type { ExecutorSeams } from './executorSeams.ts';

/** What the parts are made of. */
export interface PartsInputs {
  readonly config: CompiledConfig;
  readonly signer: WalletSigner;
  readonly log: TradeLog;
  readonly telemetry: ExecutorTelemetry;
  readonly closing: AbortSignal;
  /** What stands in for the product's own pieces. */
  readonly seams?: ExecutorSeams;
}

/** Wires the stages to the chain, the venue and the lanes that the configuration names. */
export function createParts(inputs: PartsInputs): ExecutorParts {
  const { config, signer, log, telemetry, closing, seams = {} } = inputs;
  const { platform, jitoEndpoints, pollIntervalMs } = config;
  const [jitoEndpoint] = jitoEndpoints;
  const rules = { ...SAFETY_RULES, ...seams.rules };
  const pool = createNodePool(nodesOf(config, seams));
  const { tipPercentile, tipLamportsMax } = config;
  return {
    config,
    signer,
    accounts:
      seams.createAccounts?.(signer.address) ?? createWalletAccounts(signer.address, platform),
    pool,
    chainFacts: createChainFacts({ pool, platform, rules }),
    feeLevels: createFeeLevels(pool, platform),
    lookupTables: createLookupTableCache(pool),
    tips:
      jitoEndpoint === undefined
        ? undefined
        : createTipLevels({ jitoEndpoint, platform, tipPercentile, tipLamportsMax }),
    venue: venueOf(config, seams),
    lanes: {
      jito: jitoEndpoint === undefined ? undefined : createJitoLane(jitoEndpoints, platform),
      rpc: createRpcLane(pool),
    },
    statuses: createStatusFeed({ pool, platform, pollIntervalMs }),
    log,
    ledger: createOutlayLedger(),
    watermark: { slot: undefined },
    chain: { genesisHash: undefined },
    telemetry,
    hold: createSigningHold(),
    rules,
    background: createBackgroundTasks(telemetry, closing),
    closing,
  };
}

function nodesOf({ rpcEndpoints, platform }: CompiledConfig, seams: ExecutorSeams): ChainNode[] {
  return rpcEndpoints.map(
    (endpoint) => seams.createNode?.(endpoint, platform) ?? createRpcChainNode(endpoint, platform),
  );
}

function venueOf(config: CompiledConfig, seams: ExecutorSeams): SwapVenue {
  const { platform, jupiterEndpoint: endpoint, jupiterApiKey: apiKey } = config;
  return (
    seams.createVenue?.(platform) ??
    createJupiterVenue({ platform, endpoint, ...(apiKey === undefined ? {} : { apiKey }) })
  );
}
