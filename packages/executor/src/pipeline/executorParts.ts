import type { ChainFacts } from '../facts/chainFacts.ts';
import type { FeeLevels } from '../facts/feeLevels.ts';
import type { LookupTableCache } from '../facts/lookupTables.ts';
import type { TipLevels } from '../facts/tipLevels.ts';
import type { WalletAccounts } from '../facts/walletAccounts.ts';
import type { NodePool } from '../chain/nodePool.ts';
import type { StatusFeed } from '../chain/statusFeed.ts';
import type { Strangers } from '../chain/strangers.ts';
import type { WakeUps } from '../chain/wakeUps.ts';
import type { ExpiryProofs } from '../confirm/expiryProofs.ts';
import type { CompiledConfig } from '../config/compileConfig.ts';
import type { ForwardClock } from '../config/forwardClock.ts';
import type { OutlayLedger } from '../gates/outlayLedger.ts';
import type { TradingControl } from '../gates/tradingControl.ts';
import type { TradeLog } from '../journal/tradeLog.ts';
import type { Lane } from '../lanes/lane.ts';
import type { EndpointHealth } from '../chain/endpointGuard.ts';
import type { SourceHealth } from '../chain/sourceHealth.ts';
import type { SendSchedule } from '../submit/sendSchedule.ts';
import type { SwapVenue } from '../venues/swapVenue.ts';
import type { WalletSigner } from '../wallet/walletSigner.ts';
import type { BackgroundTasks } from './backgroundTasks.ts';
import type { ExecutorTelemetry } from './executorTelemetry.ts';
import type { MessageOwners } from './messageOwners.ts';
import type { PreparationTimes } from './preparationTimes.ts';
import type { SafetyRules } from './safetyRules.ts';
import type { SigningHold } from './signingHold.ts';
import type { Turnstile } from './turnstile.ts';

/** Newest slot at which a transaction of this wallet landed. */
export interface LandingWatermark {
  slot: bigint | undefined;
}

/** The chain this executor trades on, once its nodes have been looked at. */
export interface KnownChain {
  genesisHash: string | undefined;
}

/** What the stages work with. Made once, when the adapter starts. */
export interface ExecutorParts {
  readonly config: CompiledConfig;
  /** What deadlines are reckoned by. */
  readonly deadlineClock: ForwardClock;
  /** Ids of trades for which nobody can tell whether their deadline has come: it counts as come. */
  readonly lapsed: Set<string>;
  readonly signer: WalletSigner;
  readonly accounts: WalletAccounts;
  readonly pool: NodePool;
  readonly chainFacts: ChainFacts;
  readonly feeLevels: FeeLevels;
  readonly lookupTables: LookupTableCache;
  /** `undefined` without a block engine. */
  readonly tips: TipLevels | undefined;
  readonly venue: SwapVenue;
  readonly lanes: { readonly jito: Lane | undefined; readonly rpc: Lane };
  /** Everything that is sent goes through this one schedule. */
  readonly sends: SendSchedule;
  /** How every endpoint does, reads and sends apart. */
  readonly health: () => readonly EndpointHealth[];
  /** How the venue and the sockets do. */
  readonly sources: () => readonly SourceHealth[];
  readonly statuses: StatusFeed;
  /** Sockets that say when to look at a signature. */
  readonly wakeUps: WakeUps;
  /** Searches for proofs of death, for all attempts together. */
  readonly proofs: ExpiryProofs;
  readonly log: TradeLog;
  /** What may be traded now. */
  readonly trading: TradingControl;
  readonly ledger: OutlayLedger;
  readonly watermark: LandingWatermark;
  readonly chain: KnownChain;
  readonly telemetry: ExecutorTelemetry;
  /** Nodes that turned out to be on another chain. */
  readonly strangers: Strangers;
  /** Whether the wallet may sign at all. */
  readonly hold: SigningHold;
  /** Decisions that the promise hangs on. */
  readonly rules: SafetyRules;
  readonly background: BackgroundTasks;
  /** What costs the thread most goes through here, so that the event loop stays free. */
  readonly turnstile: Turnstile;
  readonly preparationTimes: PreparationTimes;
  /** Which trade each message was made for. */
  readonly messages: MessageOwners;
  /** Aborts when the adapter closes. */
  readonly closing: AbortSignal;
}
