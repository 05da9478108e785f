import type {
  AnyExecutionRequest,
  ClockPort,
  Fault,
  LanePolicy,
  MarketDataPort,
  SwapDecoder,
  TelemetryPort,
} from '@quantbot/core';

import type { WidenableGate } from '../gates/gateNames.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { SwapVenue } from '../venues/swapVenue.ts';
import type { Secret } from '../wallet/secret.ts';
import type { WalletSigner } from '../wallet/walletSigner.ts';

/** Clusters a wallet can trade on. `sandbox` is any chain that is none of the public ones. */
export const CLUSTERS = ['mainnet-beta', 'testnet', 'devnet', 'sandbox'] as const;

/** Cluster the endpoints are expected to serve; checked against their genesis hash. */
export type Cluster = (typeof CLUSTERS)[number];

/** A node and who runs it. */
export interface RpcEndpoint {
  /** Address of the node. */
  readonly url: string;
  /** Who runs it; the host of the URL when absent. Two nodes of one are one witness. */
  readonly operator?: string;
  /** WebSocket of the node: a hint that makes confirmations faster, never evidence. */
  readonly wsUrl?: string;
}

/** Key-management services that settings can name. */
export const SIGNER_SERVICES = ['vault', 'aws-kms', 'turnkey', 'privy', 'fireblocks'] as const;

/** A key-management service, without its secret. */
export interface SignerServiceSettings {
  readonly kind: (typeof SIGNER_SERVICES)[number];
  /** Address of its server: needed for `vault`, the service's own otherwise. */
  readonly address?: string | undefined;
  /** Name or id of the key: of the vault account for `fireblocks`, of the wallet for `privy`. */
  readonly key?: string | undefined;
  /** Organization of `turnkey`, application of `privy`, API user of `fireblocks`. */
  readonly account?: string | undefined;
  /** Region of `aws-kms`. */
  readonly region?: string | undefined;
  /** Public half of the API key of `turnkey`. */
  readonly apiPublicKey?: string | undefined;
  /** Asset of `fireblocks`. @defaultValue `SOL` */
  readonly assetId?: string | undefined;
}

/**
 * Bounds on what may be lost. Live trading needs the first three, set on purpose; docs/risk.md says
 * what each gate counts.
 */
export interface ExecutionLimits {
  /** Most lamports one buy may put into a swap. */
  readonly tradeLamportsMax: bigint;
  /** Lamports that stay in the wallet whatever happens. */
  readonly solReserveLamportsMin: bigint;
  /** Most trades open at the same time. */
  readonly openTradesMax: number;
  /** Tokens that are never bought. */
  readonly tokensDenied?: readonly string[];
  /** The only tokens that are bought. */
  readonly tokensAllowed?: readonly string[];
  /** Most lamports that the position in one token may cost, with open buys and every cost. */
  readonly positionLamportsMax?: bigint;
  /** Most lamports that all positions together may cost, with open buys and every cost. */
  readonly exposureLamportsMax?: bigint;
  /** Most tokens held or being bought at the same time. */
  readonly positionsMax?: number;
  /** Most lamports that a day may lose; what open trades may lose counts as lost. */
  readonly dailyLossLamportsMax?: bigint;
  /**
   * Whether what positions are worth less than they cost counts as lost today. Needs `marketData`,
   * which code brings. @defaultValue false
   */
  readonly dailyLossMarkToMarket?: boolean;
  /** Most lamports that a day may move on the SOL side of swaps. */
  readonly dailyVolumeLamportsMax?: bigint;
  /** Most lamports of fees and tips that a day may pay. */
  readonly dailyFeeLamportsMax?: bigint;
  /** Time zone whose days the daily limits are for. @defaultValue `UTC` */
  readonly riskTimeZone?: string;
  /** Most trades that begin within `orderWindowMs`. */
  readonly ordersMax?: number;
  /** Milliseconds that `ordersMax` is for. @defaultValue 60 000 */
  readonly orderWindowMs?: number;
  /** Most that a trade may move the price, basis points; a venue that does not tell is denied. */
  readonly priceImpactBpsMax?: number;
  /**
   * Most by which a quote may be worse than the second source says, basis points. Needs
   * `marketData`, which code brings.
   */
  readonly priceDeviationBpsMax?: number;
  /** Oldest second price that counts, milliseconds. @defaultValue 60 000 */
  readonly priceAgeMsMax?: number;
  /** Whether a token that can be taken away, frozen or diluted is refused. @defaultValue true */
  readonly tokenSafety?: boolean;
  /** Tokens that are bought whatever powers others have over them. @defaultValue none */
  readonly trustedTokens?: readonly string[];
  /** Highest transfer fee a token may have, basis points. @defaultValue 0 */
  readonly transferFeeBpsMax?: number;
  /** Gates that judge sells as well; by itself none of these holds a sell up. @defaultValue none */
  readonly alsoOnSells?: readonly WidenableGate[];
}

type DefaultedLimit =
  | 'dailyLossMarkToMarket'
  | 'riskTimeZone'
  | 'orderWindowMs'
  | 'priceAgeMsMax'
  | 'tokenSafety'
  | 'trustedTokens'
  | 'transferFeeBpsMax'
  | 'alsoOnSells';

/** Limits with every default filled in. */
export type CompiledLimits = Omit<ExecutionLimits, DefaultedLimit> &
  Required<Pick<ExecutionLimits, DefaultedLimit>>;

/**
 * Settings that a configuration file may carry. What switches money on (`dryRun`) and what is code
 * (ports, decoders) is deliberately not among them.
 */
export interface ExecutionSettings {
  /**
   * Cluster the nodes are expected to serve; checked against their genesis hash.
   *
   * @defaultValue `mainnet-beta`
   */
  readonly cluster?: Cluster;
  /** Nodes, first the preferred one for reads; sends go to all of them. */
  readonly rpcEndpoints?: readonly RpcEndpoint[];
  /** WebSocket of a node beside those that the nodes name: a hint, never evidence. */
  readonly wsEndpoint?: string;
  /** One block engine, host only; the short form of `jitoEndpoints`. */
  readonly jitoEndpoint?: string;
  /** Block engines, one for each region, host only. Without one the `jito` lane does not exist. */
  readonly jitoEndpoints?: readonly string[];
  /**
   * Most sends a second to one node; what is over waits its turn, first sends before repeats.
   *
   * @defaultValue 50
   */
  readonly rpcSendsPerSecondMax?: number;
  /** Most reads a second from one node; sends have a budget of their own. @defaultValue 200 */
  readonly rpcReadsPerSecondMax?: number;
  /** Most requests a second to one block engine (Jito allows 1 a region). @defaultValue 1 */
  readonly jitoRequestsPerSecondMax?: number;
  /** Host of the Jupiter Swap API; `/swap/v2/build` is appended. @defaultValue `https://api.jup.ag` */
  readonly jupiterEndpoint?: string;
  /**
   * Encrypted keystore, as `quantbot keys` writes it; only its owner may read it. Instead of
   * `keypairPath`.
   */
  readonly keystorePath?: string;
  /**
   * File with the passphrase of the keystore, which only its owner can read, or a pipe. A rehearsal
   * needs none.
   */
  readonly keystorePassphraseFile?: string;
  /** Path of a solana-keygen file that only its owner can read. It is not encrypted. */
  readonly keypairPath?: string;
  /** Key-management service that has the key, in the place of a key file. No secret stands in it. */
  readonly signerService?: SignerServiceSettings;
  /** Unix socket of a signer process (`quantbot signer`), which has the key. Instead of a key file. */
  readonly signerSocketPath?: string;
  /** Address of the wallet whose key the signer process or the service has. */
  readonly signerPublicKey?: string;
  /**
   * File that only its owner can read: the secret that the signer process shares, or the token,
   * secret or private key by which the service lets us in.
   */
  readonly signerSecretFile?: string;
  /**
   * Holds the wallet's history and balances on chain against the journal before it signs, and from
   * time to time after. Always so on a public cluster; on `sandbox` only when this is true.
   */
  readonly checkWalletHistory?: boolean;
  /** Milliseconds between two comparisons of wallet and journal. @defaultValue 30 000 */
  readonly walletHistoryIntervalMs?: number;
  /** Milliseconds between two comparisons of the wallet's balances and the journal. @defaultValue 60 000 */
  readonly reconcileIntervalMs?: number;
  /** Directory of the journal. @defaultValue `.quantbot` */
  readonly dataDirectory?: string;
  /** Swap programs that may be traded through; each needs a decoder. @defaultValue Jupiter v6 */
  readonly allowedPrograms?: readonly string[];
  /** Bounds on what may be lost. Live trading needs the first three, set on purpose. */
  readonly limits?: ExecutionLimits;
  /**
   * Accepts proofs of expiry, blockhashes, balances and rent by one operator, also where two are
   * configured.
   *
   * @defaultValue false
   */
  readonly allowSingleWitness?: boolean;
  /**
   * Lanes for a request that names none; `rpc-only` without a block engine.
   *
   * @defaultValue `jito-then-rpc`
   */
  readonly lanePolicy?: LanePolicy;
  /** Slots after which `jito-then-rpc` goes public. @defaultValue 4 */
  readonly publicAfterSlots?: number;
  /** Highest slippage with which `jito-then-rpc` goes public, basis points. @defaultValue 300 */
  readonly publicSlippageBpsMax?: number;
  /**
   * Slippage when the request has none, basis points; not above `slippageBpsMax`.
   *
   * @defaultValue 100
   */
  readonly slippageBps?: number;
  /** Highest slippage a request may ask for, basis points. @defaultValue 1000 */
  readonly slippageBpsMax?: number;
  /**
   * Further attempts when the request does not say: after one that is proven dead, or reverted for
   * slippage and final.
   *
   * @defaultValue 2
   */
  readonly maxRetries?: number;
  /** Milliseconds from claim to the last moment of signing. @defaultValue 90 000 */
  readonly deadlineMs?: number;
  /** Percentile of recent Jito tips to pay. @defaultValue 50 */
  readonly tipPercentile?: 25 | 50 | 75 | 95 | 99;
  /** Most lamports of tip. @defaultValue 1 000 000 */
  readonly tipLamportsMax?: bigint;
  /** Most lamports of priority fee for one attempt. @defaultValue 1 000 000 */
  readonly priorityFeeLamportsMax?: bigint;
  /**
   * What each further attempt offers after one that never landed, basis points of the attempt
   * before: for the compute unit price inside `priorityFeeLamportsMax`, for the tip inside
   * `tipLamportsMax`. A `priorityFee` of the request stays as it is.
   *
   * @defaultValue 20 000, double
   */
  readonly feeEscalationBps?: number;
  /** Oldest quote that may be signed, milliseconds. @defaultValue 5 000 */
  readonly quoteAgeMsMax?: number;
  /** Milliseconds within which a request without key attaches to an ended trade. @defaultValue 60 000 */
  readonly derivedKeyWindowMs?: number;
  /** `refuse` makes `idempotencyKey` mandatory. @defaultValue `attach` */
  readonly derivedKeys?: 'attach' | 'refuse';
  /** Milliseconds between two looks at the chain while a trade is open. @defaultValue 400 */
  readonly pollIntervalMs?: number;
  /**
   * Consecutive failures that open the breaker: then only sells are traded, and after as many failed
   * sells on top nothing.
   *
   * @defaultValue 5
   */
  readonly maxConsecutiveFailures?: number;
  /** Milliseconds after which an open breaker lets one small buy through. @defaultValue 60 000 */
  readonly breakerProbeAfterMs?: number;
  /** Most lamports of a buy that an open breaker lets through. @defaultValue 10 000 000 */
  readonly breakerProbeLamportsMax?: bigint;
  /** Newest attempts over which the landing rate is looked at. @defaultValue 20 */
  readonly breakerLandingAttempts?: number;
  /** Share of them below which the breaker opens, basis points. @defaultValue 2 500 */
  readonly breakerLandingRateBpsMin?: number;
  /** Newest fills over which the drift from their quotes is looked at. @defaultValue 10 */
  readonly breakerDriftFills?: number;
  /**
   * Basis points that they may bring less than quoted, on average, before the breaker opens.
   *
   * @defaultValue 200
   */
  readonly breakerDriftBpsMax?: number;
  /**
   * Path of the file whose existence halts trading, whatever it holds. One that cannot be looked at
   * halts as well.
   *
   * @defaultValue `HALT` in the data directory
   */
  readonly haltFilePath?: string;
}

/** A live buy that was claimed, as whoever may withdraw it sees it. */
export interface ClaimedEntry {
  /** Key of the trade; one that was made up where `keyDerived`. */
  readonly key: string;
  /** Whether the request came without a key. */
  readonly keyDerived: boolean;
  /** What was asked for. */
  readonly request: AnyExecutionRequest;
  /** When it was claimed last, milliseconds since the Unix epoch. */
  readonly claimedAtMs: number;
}

/**
 * Says why a claimed buy must not be signed any more, `undefined` while it may. Asked when a trade is
 * taken up, before every attempt and in the turn that writes a signature down, so it has to be fast.
 */
export type EntryGuard = (entry: ClaimedEntry) => Fault | undefined;

/** Everything `createExecutionAdapter` takes. Only `clock` is required; the default is dry-run. */
export interface ExecutionAdapterConfig extends ExecutionSettings {
  /** Wall time. */
  readonly clock: ClockPort;
  /** Takes events, metrics and spans. Without one nothing is measured. */
  readonly telemetry?: TelemetryPort;
  /** Second source of prices, which `limits.priceDeviationBpsMax` needs. */
  readonly marketData?: MarketDataPort;
  /** `false` lets money move, and then needs limits, a wallet and a node. @defaultValue true */
  readonly dryRun?: boolean;
  /** `false` is taken in dry-run only. @defaultValue true */
  readonly enableIdempotency?: boolean;
  /** One node; the short form of `rpcEndpoints`. */
  readonly rpcEndpoint?: string;
  /** Sent to the Jupiter Swap API as a header and nowhere else. */
  readonly jupiterApiKey?: string;
  /**
   * Gives the passphrase of the keystore, instead of a file. Asked once, when the adapter is made;
   * what it gives is overwritten after.
   */
  readonly keystorePassphrase?: () => Secret;
  /** Decoders besides the built-in Jupiter v6 one, for programs in `allowedPrograms`. */
  readonly decoders?: readonly SwapDecoder[];
  /**
   * Asked for prices and swaps in the place of Jupiter. Its swaps need a decoder in `decoders`, and
   * their program a place in `allowedPrograms`: what it answers is trusted in nothing.
   */
  readonly venue?: SwapVenue;
  /**
   * Signs for the wallet in the place of a key file: `createVaultSigner` and its like. Names the
   * wallet itself, so no key file may be named beside it.
   */
  readonly signer?: WalletSigner;
  /**
   * Withdraws buys that were claimed and are not signed yet, as a rollout does that went back. A sell
   * is never asked about. @defaultValue nothing is withdrawn
   */
  readonly entryGuard?: EntryGuard;
  /** Replaces network, disk, chance and timers. @defaultValue the machine's own */
  readonly platform?: ExecutorPlatform;
}
