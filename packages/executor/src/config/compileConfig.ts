import {
  DEFAULT_REQUEST_RULES,
  ExecutionError,
  type ClockPort,
  type LanePolicy,
  type MarketDataPort,
  type RequestRules,
  type SwapDecoder,
  type TelemetryPort,
} from '@quantbot/core';

import { createRiskDay, type RiskDay } from '../gates/riskDay.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { serviceProblems } from '../wallet/remote/createServiceSigner.ts';
import { Secret } from '../wallet/secret.ts';
import type { WalletSigner } from '../wallet/walletSigner.ts';
import type { SwapVenue } from '../venues/swapVenue.ts';
import { jupiterSwapDecoder } from '../venues/jupiter/jupiterSwapDecoder.ts';
import { DEFAULT_LIMITS, DEFAULT_SETTINGS, REPEAT_INTERVAL_MS } from './defaults.ts';
import type {
  Cluster,
  ExecutionAdapterConfig,
  CompiledLimits,
  EntryGuard,
  ExecutionSettings,
  RpcEndpoint,
  SignerServiceSettings,
} from './executionAdapterConfig.ts';
import { haltFilePathOf } from './haltFilePathOf.ts';
import { checkSettings, withoutUndefined } from './parseExecutionSettings.ts';
import { wholeClock } from './wholeClock.ts';

/** A configuration with every default filled in and every contradiction ruled out. */
export interface CompiledConfig {
  readonly clock: ClockPort;
  readonly telemetry: TelemetryPort | undefined;
  readonly platform: ExecutorPlatform;
  readonly dryRun: boolean;
  readonly enableIdempotency: boolean;
  readonly cluster: Cluster;
  readonly rpcEndpoints: readonly RpcEndpoint[];
  /** WebSockets of nodes, each once. */
  readonly wsEndpoints: readonly string[];
  /** Block engines, one for each region. Empty without the lane. */
  readonly jitoEndpoints: readonly string[];
  readonly rpcSendsPerSecondMax: number;
  readonly rpcReadsPerSecondMax: number;
  readonly jitoRequestsPerSecondMax: number;
  readonly jupiterEndpoint: string;
  readonly jupiterApiKey: Secret | undefined;
  /** Asked in the place of Jupiter. */
  readonly venue: SwapVenue | undefined;
  /** Withdraws buys that are not signed yet. */
  readonly entryGuard: EntryGuard | undefined;
  readonly keypairPath: string | undefined;
  readonly keystorePath: string | undefined;
  readonly keystorePassphraseFile: string | undefined;
  readonly keystorePassphrase: (() => Secret) | undefined;
  readonly signer: WalletSigner | undefined;
  /** The signer process or the service that has the key, where one does. */
  readonly signerPlace: SignerPlace | undefined;
  readonly dataDirectory: string;
  /** Decoder of each allowed program, by program address. */
  readonly decoders: ReadonlyMap<string, SwapDecoder>;
  readonly limits: CompiledLimits | undefined;
  /** Tells when the day began that daily limits are for. */
  readonly riskDay: RiskDay;
  /** Second source of prices. */
  readonly marketData: MarketDataPort | undefined;
  readonly allowSingleWitness: boolean;
  readonly lanePolicy: LanePolicy;
  readonly publicAfterSlots: number;
  readonly publicSlippageBpsMax: number;
  readonly slippageBps: number;
  readonly maxRetries: number;
  readonly deadlineMs: number;
  readonly tipPercentile: 25 | 50 | 75 | 95 | 99;
  readonly tipLamportsMax: bigint;
  readonly priorityFeeLamportsMax: bigint;
  readonly feeEscalationBps: number;
  readonly quoteAgeMsMax: number;
  readonly derivedKeyWindowMs: number;
  readonly derivedKeys: 'attach' | 'refuse';
  readonly checkWalletHistory: boolean;
  readonly walletHistoryIntervalMs: number;
  readonly reconcileIntervalMs: number;
  readonly pollIntervalMs: number;
  /** Milliseconds between two sends of the same bytes to the same endpoint; no setting. */
  readonly repeatIntervalMs: number;
  readonly maxConsecutiveFailures: number;
  readonly breakerProbeAfterMs: number;
  readonly breakerProbeLamportsMax: bigint;
  readonly breakerLandingAttempts: number;
  readonly breakerLandingRateBpsMin: number;
  readonly breakerDriftFills: number;
  readonly breakerDriftBpsMax: number;
  readonly haltFilePath: string;
  readonly requestRules: RequestRules;
}

/** Where a signer is reached that has the key elsewhere, and what it is known by. */
export interface SignerPlace {
  readonly at:
    | { readonly kind: 'process'; readonly socketPath: string }
    | { readonly kind: 'service'; readonly service: SignerServiceSettings };
  readonly publicKey: string;
  /** File of the secret; a rehearsal needs none. */
  readonly secretFile: string | undefined;
}

const SOURCE = 'The configuration';

/**
 * Checks a configuration and fills in the defaults.
 *
 * @throws ExecutionError `CONFIG__*`
 */
export function compileConfig(config: ExecutionAdapterConfig): CompiledConfig {
  const { clock, telemetry, dryRun, enableIdempotency, rpcEndpoint, jupiterApiKey, ...rest } =
    config;
  const { decoders = [], platform = createNodePlatform(), marketData, ...others } = rest;
  const { keystorePassphrase, signer, venue, entryGuard, ...unchecked } = others;
  requireClock(clock);
  refuseBoth('rpcEndpoint', rpcEndpoint, unchecked.rpcEndpoints);
  refuseBoth('jitoEndpoint', unchecked.jitoEndpoint, unchecked.jitoEndpoints);
  const given = checkSettings(
    rpcEndpoint === undefined ? unchecked : { ...unchecked, rpcEndpoints: [{ url: rpcEndpoint }] },
    SOURCE,
  );
  const { jitoEndpoint, wsEndpoint, ...settings } = { ...DEFAULT_SETTINGS, ...given };
  const jitoEndpoints = settings.jitoEndpoints ?? listOf(jitoEndpoint);
  const live = dryRun === false;
  if (live) requireForLive(given, { enableIdempotency, hasSigner: signer !== undefined });
  if (signer !== undefined) refuseSecondWallet(given);
  refuseWalletContradictions(given, keystorePassphrase !== undefined);
  refuseSignerContradictions(given, live);
  if (live) requirePassphrase(given, keystorePassphrase !== undefined);
  refuseContradictions(settings, jitoEndpoints);
  requireSecondSource(settings, marketData);
  return {
    ...settings,
    repeatIntervalMs: REPEAT_INTERVAL_MS,
    clock: wholeClock(clock),
    telemetry,
    platform,
    dryRun: !live,
    enableIdempotency: enableIdempotency ?? true,
    rpcEndpoints: settings.rpcEndpoints ?? [],
    wsEndpoints: socketsOf(settings, wsEndpoint),
    jitoEndpoints: unique(jitoEndpoints),
    jupiterApiKey: jupiterApiKey === undefined ? undefined : Secret.ofText(jupiterApiKey),
    keypairPath: settings.keypairPath,
    keystorePath: settings.keystorePath,
    keystorePassphraseFile: settings.keystorePassphraseFile,
    keystorePassphrase,
    venue,
    entryGuard,
    signer,
    signerPlace: signerPlaceOf(given),
    decoders: selectDecoders(settings.allowedPrograms, [jupiterSwapDecoder, ...decoders]),
    limits: settings.limits && { ...DEFAULT_LIMITS, ...withoutUndefined(settings.limits) },
    marketData,
    riskDay: createRiskDay(settings.limits?.riskTimeZone ?? DEFAULT_LIMITS.riskTimeZone),
    checkWalletHistory: settings.checkWalletHistory ?? settings.cluster !== 'sandbox',
    haltFilePath: haltFilePathOf(settings),
    lanePolicy: chooseLanePolicy(given, jitoEndpoints),
    requestRules: { ...DEFAULT_REQUEST_RULES, slippageBpsMax: settings.slippageBpsMax },
  };
}

/** Types stop nobody who writes JavaScript, and without a clock the first claim would fail halfway. */
function requireClock(clock: ClockPort | undefined): void {
  if (typeof clock?.nowMs === 'function') return;
  throw new ExecutionError('CONFIG__VALUE_MISSING', {
    name: 'clock',
    reason: 'deadlines need the time, for example by { nowMs: () => Date.now() }',
  });
}

/** The short form and the list say the same thing: which counts is not guessed. */
function refuseBoth(short: string, one: string | undefined, several: unknown): void {
  if (one === undefined || several === undefined) return;
  throw new ExecutionError('CONFIG__CONTRADICTION', {
    first: short,
    second: `${short}s, which is set as well`,
  });
}

/** Where wake-up calls come from: the nodes' own sockets and one more that may be named apart. */
function socketsOf(
  { rpcEndpoints = [] }: ExecutionSettings,
  wsEndpoint: string | undefined,
): readonly string[] {
  return unique([...listOf(wsEndpoint), ...rpcEndpoints.flatMap(({ wsUrl }) => listOf(wsUrl))]);
}

function listOf(url: string | undefined): readonly string[] {
  return url === undefined ? [] : [url];
}

function unique(urls: readonly string[]): readonly string[] {
  return [...new Set(urls)];
}

interface GivenByCode {
  readonly enableIdempotency: boolean | undefined;
  readonly hasSigner: boolean;
}

function requireForLive(
  settings: ExecutionSettings,
  { enableIdempotency = true, hasSigner }: GivenByCode,
): void {
  if (!enableIdempotency) throw new ExecutionError('CONFIG__IDEMPOTENCY_REQUIRED');
  if (settings.limits === undefined) {
    throw new ExecutionError('CONFIG__LIMITS_MISSING', {
      missing: ['tradeLamportsMax', 'solReserveLamportsMin', 'openTradesMax'],
    });
  }
  const reason = 'live trading needs it';
  if (settings.rpcEndpoints === undefined) {
    throw new ExecutionError('CONFIG__VALUE_MISSING', { name: 'rpcEndpoint', reason });
  }
  const hasWallet = WALLET_SETTINGS.some((name) => settings[name] !== undefined);
  if (!hasWallet && !hasSigner) {
    const name = 'keystorePath (or signerSocketPath, signerService or keypairPath)';
    throw new ExecutionError('CONFIG__VALUE_MISSING', { name, reason });
  }
}

function requirePassphrase(settings: ExecutionSettings, isGivenByCode: boolean): void {
  const { keystorePath, keystorePassphraseFile } = settings;
  if (keystorePath === undefined || keystorePassphraseFile !== undefined || isGivenByCode) return;
  throw new ExecutionError('CONFIG__VALUE_MISSING', {
    name: 'keystorePassphraseFile',
    reason: 'live trading with a keystore needs its passphrase',
  });
}

const WALLET_SETTINGS = [
  'keypairPath',
  'keystorePath',
  'signerSocketPath',
  'signerService',
] as const;

/** A signer names its wallet itself. */
function refuseSecondWallet(settings: ExecutionSettings): void {
  const first = WALLET_SETTINGS.find((name) => settings[name] !== undefined);
  if (first === undefined) return;
  throw new ExecutionError('CONFIG__CONTRADICTION', {
    first,
    second: 'signer, which is given as well',
  });
}

/** Two wallets, or a passphrase for none: which one is meant is not guessed. */
function refuseWalletContradictions(
  { keypairPath, keystorePath, keystorePassphraseFile }: ExecutionSettings,
  isPassphraseGivenByCode: boolean,
): void {
  const contradiction = (first: string, second: string): ExecutionError =>
    new ExecutionError('CONFIG__CONTRADICTION', { first, second });
  if (keypairPath !== undefined && keystorePath !== undefined) {
    throw contradiction('keypairPath', 'keystorePath, which is set as well');
  }
  if (keystorePassphraseFile !== undefined && isPassphraseGivenByCode) {
    throw contradiction('keystorePassphraseFile', 'keystorePassphrase, which is given as well');
  }
  const hasPassphrase = keystorePassphraseFile !== undefined || isPassphraseGivenByCode;
  if (hasPassphrase && keystorePath === undefined) {
    throw contradiction('A passphrase for a keystore', 'the absence of a keystorePath');
  }
}

/** A signer beside a key or another signer, or half of what it takes to reach one. */
function refuseSignerContradictions(settings: ExecutionSettings, live: boolean): void {
  const { signerService, signerPublicKey, signerSecretFile } = settings;
  const named = WALLET_SETTINGS.filter((name) => settings[name] !== undefined);
  const signer = named.find((name) => name === 'signerSocketPath' || name === 'signerService');
  if (signer === undefined) {
    const stray = (['signerPublicKey', 'signerSecretFile'] as const).find(
      (name) => settings[name] !== undefined,
    );
    if (stray === undefined) return;
    const second = 'the absence of a signerSocketPath or signerService';
    throw new ExecutionError('CONFIG__CONTRADICTION', { first: stray, second });
  }
  const other = named.find((name) => name !== signer);
  if (other !== undefined) {
    const second = `${signer}, which is set as well`;
    throw new ExecutionError('CONFIG__CONTRADICTION', { first: other, second });
  }
  const reason = `${signer} is used by it`;
  if (signerPublicKey === undefined) {
    throw new ExecutionError('CONFIG__VALUE_MISSING', { name: 'signerPublicKey', reason });
  }
  const hasSecret = signerSecretFile !== undefined;
  if (signerService !== undefined) {
    // A rehearsal signs nothing, and so may leave the secret out.
    const problems = serviceProblems(signerService, live || hasSecret ? hasSecret : undefined);
    if (problems.length === 0) return;
    throw new ExecutionError('CONFIG__FIELD_INVALID', { source: SOURCE, problems });
  }
  if (!live || hasSecret) return;
  throw new ExecutionError('CONFIG__VALUE_MISSING', { name: 'signerSecretFile', reason });
}

function signerPlaceOf(settings: ExecutionSettings): SignerPlace | undefined {
  const { signerSocketPath: socketPath, signerService: service, signerPublicKey } = settings;
  if (signerPublicKey === undefined) return undefined;
  const place = { publicKey: signerPublicKey, secretFile: settings.signerSecretFile };
  if (service !== undefined) return { at: { kind: 'service', service }, ...place };
  if (socketPath === undefined) return undefined;
  return { at: { kind: 'process', socketPath }, ...place };
}

/** A gate that could never be asked would deny every buy, or protect nothing. */
function requireSecondSource(
  { limits }: ExecutionSettings,
  marketData: MarketDataPort | undefined,
): void {
  if (limits === undefined || marketData !== undefined) return;
  const { priceDeviationBpsMax, dailyLossMarkToMarket } = limits;
  if (priceDeviationBpsMax === undefined && dailyLossMarkToMarket !== true) return;
  const name =
    priceDeviationBpsMax === undefined ? 'dailyLossMarkToMarket' : 'priceDeviationBpsMax';
  const reason = `limits.${name} asks it for prices`;
  throw new ExecutionError('CONFIG__VALUE_MISSING', { name: 'marketData', reason });
}

function refuseContradictions(
  settings: ExecutionSettings & { slippageBps: number; slippageBpsMax: number },
  jitoEndpoints: readonly string[],
): void {
  if (settings.checkWalletHistory === false && settings.cluster !== 'sandbox') {
    throw new ExecutionError('CONFIG__CONTRADICTION', {
      first: 'checkWalletHistory false',
      second: `cluster ${settings.cluster ?? DEFAULT_SETTINGS.cluster}, where it is always on`,
    });
  }
  if (settings.slippageBps > settings.slippageBpsMax) {
    throw new ExecutionError('CONFIG__CONTRADICTION', {
      first: `slippageBps ${settings.slippageBps}`,
      second: `slippageBpsMax ${settings.slippageBpsMax}`,
    });
  }
  const needsJito = settings.lanePolicy === 'jito-only' || settings.lanePolicy === 'race';
  if (needsJito && jitoEndpoints.length === 0) {
    throw new ExecutionError('CONFIG__CONTRADICTION', {
      first: `lanePolicy ${settings.lanePolicy}`,
      second: 'the absence of a jitoEndpoint',
    });
  }
}

/** Without a block engine there is no such lane, and no tip is paid for one. */
function chooseLanePolicy(
  settings: ExecutionSettings,
  jitoEndpoints: readonly string[],
): LanePolicy {
  if (jitoEndpoints.length === 0) return 'rpc-only';
  return settings.lanePolicy ?? DEFAULT_SETTINGS.lanePolicy;
}

function selectDecoders(
  programs: readonly string[],
  decoders: readonly SwapDecoder[],
): ReadonlyMap<string, SwapDecoder> {
  const known = new Map(decoders.map((decoder) => [decoder.programAddress, decoder]));
  const selected = programs.map((program): [string, SwapDecoder] => {
    const decoder = known.get(program);
    if (decoder === undefined) throw new ExecutionError('CONFIG__DECODER_MISSING', { program });
    return [program, decoder];
  });
  return new Map(selected);
}
