import { operatorsRequired } from '../chain/operatorsRequired.ts';
import { createNodePool } from '../chain/nodePool.ts';
import { createRpcChainNode } from '../chain/rpcChainNode.ts';
import { createStrangers } from '../chain/strangers.ts';
import { createStatusFeed, type StatusFeed } from '../chain/statusFeed.ts';
import { createWakeUps, type WakeUps } from '../chain/wakeUps.ts';
import type { EndedCall, EndpointHealth } from '../chain/endpointGuard.ts';
import { guardNode, type GuardedNode } from '../chain/guardNode.ts';
import type { CompiledConfig } from '../config/compileConfig.ts';
import type { ForwardClock } from '../config/forwardClock.ts';
import { slotGapMinOf } from '../chain/slotGapMin.ts';
import { createExpiryProofs } from '../confirm/expiryProofs.ts';
import { createChainFacts } from '../facts/chainFacts.ts';
import { createFeeLevels } from '../facts/feeLevels.ts';
import { createLookupTableCache } from '../facts/lookupTables.ts';
import { createTipLevels } from '../facts/tipLevels.ts';
import { createWalletAccounts } from '../facts/walletAccounts.ts';
import { createOutlayLedger } from '../gates/outlayLedger.ts';
import type { TradingControl } from '../gates/tradingControl.ts';
import type { TradeLog } from '../journal/tradeLog.ts';
import { createJitoLane } from '../lanes/jitoLane.ts';
import type { Lane } from '../lanes/lane.ts';
import { createRpcLane } from '../lanes/rpcLane.ts';
import { createBackgroundTasks } from '../pipeline/backgroundTasks.ts';
import type { ExecutorParts, KnownChain } from '../pipeline/executorParts.ts';
import type { ExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import { createSigningHold } from '../pipeline/signingHold.ts';
import { createMessageOwners } from '../pipeline/messageOwners.ts';
import { createPreparationTimes } from '../pipeline/preparationTimes.ts';
import { SAFETY_RULES } from '../pipeline/safetyRules.ts';
import { createTurnstile } from '../pipeline/turnstile.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { createSends } from '../submit/startSubmission.ts';
import { createJupiterVenue } from '../venues/jupiter/jupiterVenue.ts';
import type { SwapVenue } from '../venues/swapVenue.ts';
import { createWatchedVenue } from '../venues/watchedVenue.ts';
import type { WalletSigner } from '../wallet/walletSigner.ts';
import { answersInTurn } from './answersInTurn.ts';
import type { ExecutorSeams } from './executorSeams.ts';

/** What the parts are made of. */
export interface PartsInputs {
  readonly config: CompiledConfig;
  readonly deadlineClock: ForwardClock;
  readonly signer: WalletSigner;
  readonly log: TradeLog;
  readonly telemetry: ExecutorTelemetry;
  readonly trading: TradingControl;
  readonly closing: AbortSignal;
  /** What stands in for the product's own pieces. */
  readonly seams?: ExecutorSeams;
}

/** Strangers that are told: a node that makes genesis hashes up fills no memory. */
const STRANGERS_TOLD_MAX = 64;

/** Wires the stages to the chain, the venue and the lanes that the configuration names. */
export function createParts(inputs: PartsInputs): ExecutorParts {
  const { config, signer, log, telemetry, trading, closing, seams = {} } = inputs;
  const { platform, pollIntervalMs } = config;
  const turnstile = createTurnstile(platform);
  const network = answersInTurn(platform, turnstile);
  const rules = { ...SAFETY_RULES, ...seams.rules };
  const chain: KnownChain = { genesisHash: undefined };
  const genesisHash = (): string | undefined => chain.genesisHash;
  const onStranger = tellStrangers(telemetry);
  const nodes = nodesOf(inputs, { network, genesisHash, onStranger });
  const pool = createNodePool(nodes);
  const background = createBackgroundTasks(telemetry, closing);
  const lanes = { jito: jitoLaneOf(inputs, network), rpc: createRpcLane(nodes) };
  const statuses = createStatusFeed({ nodes, platform, pollIntervalMs, genesisHash, onStranger });
  const watched = createWatchedVenue(venueOf(inputs, network), platform);
  const wakeUps = wakeUpsOf(inputs, statuses);
  const health = (): readonly EndpointHealth[] => [
    ...nodes.flatMap(({ reads, sends }) => [reads.health(), sends.health()]),
    ...(lanes.jito?.endpoints ?? []).map(({ guard }) => guard.health()),
  ];
  // From the first moment on, or nobody could tell that all of them rest.
  for (const endpoint of health()) tellResting(telemetry, endpoint);
  return {
    config,
    deadlineClock: inputs.deadlineClock,
    lapsed: new Set(),
    signer,
    accounts:
      seams.createAccounts?.(signer.address) ?? createWalletAccounts(signer.address, platform),
    pool,
    chainFacts: createChainFacts({
      pool,
      platform,
      rules,
      slotGapMin: slotGapMinOf(config.cluster),
      genesisHash,
      allowSingleWitness: config.allowSingleWitness,
    }),
    feeLevels: createFeeLevels(pool, platform),
    lookupTables: createLookupTableCache(pool),
    tips: config.jitoEndpoints.length === 0 ? undefined : createTipLevels(config),
    venue: watched.venue,
    lanes,
    sends: createSends({ config, lanes, background, telemetry, closing, log, trading }),
    health,
    sources: () => [watched.health(), ...wakeUps.health()],
    statuses,
    wakeUps,
    proofs: createExpiryProofs({ config, pool, rules, chain, closing, telemetry }),
    log,
    trading,
    ledger: createOutlayLedger(operatorsRequired(pool.nodes)),
    watermark: { slot: undefined },
    chain,
    telemetry,
    strangers: createStrangers(nodes, config),
    hold: createSigningHold((code, isHeld) => {
      telemetry.metric('quantbot_signing_held', isHeld ? 1 : 0, { code });
    }),
    rules,
    background,
    turnstile,
    preparationTimes: createPreparationTimes(),
    messages: createMessageOwners((limit) => log.recentTrades(limit)),
    closing,
  };
}

/** Told once for each node and chain: it is asked again and again. */
function tellStrangers(telemetry: ExecutorTelemetry): (label: string, genesisHash: string) => void {
  const told = new Set<string>();
  return (label, genesisHash) => {
    const stranger = `${label} ${genesisHash}`;
    if (told.has(stranger) || told.size >= STRANGERS_TOLD_MAX) return;
    told.add(stranger);
    const message = `${label} is on another chain (genesis ${genesisHash}) and is not believed`;
    telemetry.event('error', 'execution.endpoint.stranger', { message });
  };
}

interface NodeTools {
  readonly network: ExecutorPlatform;
  readonly genesisHash: () => string | undefined;
  readonly onStranger: (label: string, genesisHash: string) => void;
}

function nodesOf(
  { config, telemetry, seams = {} }: PartsInputs,
  { network, genesisHash, onStranger }: NodeTools,
): GuardedNode[] {
  const { rpcEndpoints, platform, rpcReadsPerSecondMax, rpcSendsPerSecondMax } = config;
  const budgets = {
    readsPerSecondMax: rpcReadsPerSecondMax,
    sendsPerSecondMax: rpcSendsPerSecondMax,
  };
  const onChange = tellHealth(telemetry);
  return rpcEndpoints.map((endpoint) =>
    guardNode(seams.createNode?.(endpoint, platform) ?? createRpcChainNode(endpoint, network), {
      platform,
      budgets,
      isOnlyNode: rpcEndpoints.length === 1,
      bound: genesisHash,
      onStranger,
      onChange,
      onCall: tellCalls(telemetry),
    }),
  );
}

function jitoLaneOf(
  { config, telemetry }: PartsInputs,
  platform: ExecutorPlatform,
): Lane | undefined {
  const { jitoEndpoints, jitoRequestsPerSecondMax: requestsPerSecondMax } = config;
  if (jitoEndpoints.length === 0) return undefined;
  const onChange = tellHealth(telemetry);
  const onCall = tellCalls(telemetry);
  return createJitoLane({ jitoEndpoints, requestsPerSecondMax, platform, onChange, onCall });
}

function wakeUpsOf({ config, telemetry, closing }: PartsInputs, statuses: StatusFeed): WakeUps {
  const { wsEndpoints: wsUrls, platform } = config;
  return createWakeUps({
    wsUrls,
    platform,
    closing,
    look: (signature) => {
      statuses.poke(signature);
    },
    onTrouble: (message) => {
      telemetry.event('debug', 'execution.subscription.failed', { message });
    },
  });
}

/** Says aloud that an endpoint is left alone for a while, and that it is used again. */
function tellHealth(telemetry: ExecutorTelemetry) {
  return ({ kind, label, purpose, state, restMs, lastFailure }: EndpointHealth): void => {
    tellResting(telemetry, { kind, label, purpose, state });
    if (state === 'well') {
      const message = `${label} is used for ${purpose} again`;
      telemetry.event('info', 'execution.endpoint.recovered', { message });
      return;
    }
    const message = `${label} is not used for ${purpose} for ${Math.ceil(restMs)} ms: ${lastFailure?.reason}`;
    telemetry.event('warn', 'execution.endpoint.resting', { message });
  };
}

function tellResting(
  telemetry: ExecutorTelemetry,
  { kind, label, purpose, state }: Pick<EndpointHealth, 'kind' | 'label' | 'purpose' | 'state'>,
): void {
  const labels = { endpoint: label, kind, purpose };
  telemetry.metric('quantbot_endpoint_resting', state === 'resting' ? 1 : 0, labels);
}

/** Counts and times the calls of an endpoint. */
function tellCalls(telemetry: ExecutorTelemetry) {
  return ({ kind, label, purpose, outcome, tookMs, budgetUsed }: EndedCall): void => {
    const labels = { endpoint: label, kind, purpose };
    telemetry.metric('quantbot_endpoint_calls_total', 1, { ...labels, outcome });
    telemetry.metric('quantbot_endpoint_budget_used_ratio', budgetUsed, labels);
    if (outcome !== 'ok') return;
    telemetry.metric('quantbot_endpoint_call_duration_seconds', tookMs / 1_000, labels);
  };
}

function venueOf({ config, seams = {} }: PartsInputs, network: ExecutorPlatform): SwapVenue {
  const { jupiterEndpoint: endpoint, jupiterApiKey } = config;
  const apiKey = jupiterApiKey?.use((bytes) => new TextDecoder().decode(bytes));
  return (
    seams.createVenue?.(config.platform) ??
    config.venue ??
    createJupiterVenue({
      platform: network,
      endpoint,
      ...(apiKey === undefined ? {} : { apiKey }),
    })
  );
}
