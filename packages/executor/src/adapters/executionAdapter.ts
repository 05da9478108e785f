import type { ExecutionPort, ExecutionResult, Fault, TradeSide } from '@quantbot/core';

import type { EndpointHealth } from '../chain/endpointGuard.ts';
import type { SourceHealth } from '../chain/sourceHealth.ts';
import { compileConfig } from '../config/compileConfig.ts';
import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import type { Adoption } from '../history/historyNotes.ts';
import type { JudgedTokenAccount } from '../reclaim/judgeTokenAccount.ts';
import type { ProgramPin, ProgramStanding } from '../programs/programNotes.ts';
import type { ProgramDecision } from '../programs/programWatch.ts';
import type { ReclaimRecord } from '../reclaim/reclaimNotes.ts';
import type { ReconciledAsset } from '../reconcile/reconciler.ts';
import type { InFlightPolicy, TradingChange, TradingState } from '../journal/tradingChange.ts';
import { openWallet } from '../wallet/openWallet.ts';
import { createExecutor } from './executor.ts';
import { createSharedExecutor } from './sharedExecutor.ts';

/** What is traded now, and why not everything. */
export interface TradingStateReport {
  /**
   * `active`: everything. `reducing`: sells only, and now and then a small buy where the breaker
   * decided. `halted`: nothing, by decision, by the halt file, or because nothing can be traded.
   */
  readonly state: TradingState;
  /** Why not everything is traded now. */
  readonly reason?: string;
  /** Set while the breaker has reduced and lets one small buy through. */
  readonly wantsProbe?: true;
  /** Trades that have not ended. */
  readonly openTrades: number;
  /** Newest change in the journal: who, when and why; absent while nobody ever changed anything. */
  readonly change?: TradingChange;
  /** Set while the halt file halts: it is there, or whether it is cannot be told. */
  readonly haltFile?: 'present' | 'unreadable';
}

/** What a person wants to be traded from now on. */
export interface TradingStateDecision {
  /** What holds from now on. */
  readonly state: TradingState;
  /** Why, for whoever reads the journal later. */
  readonly reason: string;
  /** Who decided. */
  readonly by: string;
  /** What becomes of bytes on their way while halted. @defaultValue `reduce-only` */
  readonly inFlight?: InFlightPolicy;
  /**
   * Number of the change that was seen before, 0 for none: the decision is refused when there is a
   * newer one, so that what looks first takes back nothing that was decided meanwhile.
   */
  readonly afterChange?: number | undefined;
}

/** A signed attempt that may still land. */
export interface AttemptInFlight {
  /** Key of its trade. */
  readonly key: string;
  /** Whether it adds to what is at risk. */
  readonly side: TradeSide;
  /** Mint of its trade. */
  readonly tokenAddress: string;
  /** What to look for on chain. */
  readonly signature: string;
  /** Block height after which it can land no more. */
  readonly deathHeight: string;
  /** Whether its bytes are kept back from being sent again. What has left can land all the same. */
  readonly isKeptBack: boolean;
}

/** What came of a decision about trading. */
export interface TradingStateOutcome extends TradingStateReport {
  /** The decision as the journal has it. */
  readonly change: TradingChange;
  /** What can still land, whatever was decided. */
  readonly inFlight: readonly AttemptInFlight[];
}

/** What became of the trades found open. */
export interface ResumeReport {
  /** Keys of trades that are followed from now on. */
  readonly followed: readonly string[];
  /** Why open trades cannot be followed now: the chain cannot be reached. */
  readonly problem?: Fault;
}

/** How a person ends a trade whose outcome the executor cannot prove. */
export interface TradeResolution {
  /**
   * `landed`: the signature is on chain and its fill is booked. `dead`: it can land no more.
   * `accepted`: the trade is closed as it stands, without proof of either.
   */
  readonly as: 'landed' | 'dead' | 'accepted';
  /** The attempt that is meant; needed where the trade has more than one. */
  readonly signature?: string;
  /** Why, for whoever reads the journal later. */
  readonly reason: string;
  /** Who decided. */
  readonly by: string;
}

/** Who takes a wallet's history for accounted for, and why. */
export interface HistoryDecision {
  /** Why, for whoever reads the journal later. */
  readonly reason: string;
  /** Who decided. */
  readonly by: string;
}

/** A wallet on chain, held against its journal. */
export interface WalletReconciliation {
  /** Address of the wallet. */
  readonly wallet: string;
  /** SOL first, then every mint that was ever signed for. */
  readonly assets: readonly ReconciledAsset[];
  /** What the wallet signed and the journal lacks, or why nobody can tell. */
  readonly historyProblem?: Fault;
}

/** Token accounts of a wallet, and which of them lock lamports for nothing. */
export interface ReclaimReport {
  /** Address of the wallet. */
  readonly wallet: string;
  /** Those that may be closed first. */
  readonly accounts: readonly JudgedTokenAccount[];
}

/** The real adapter: an {@link ExecutionPort} with what an operator needs besides. */
export interface ExecutionAdapter extends ExecutionPort {
  /** Answer of a trade as the journal has it now, `undefined` for a key it does not know. */
  lookup(key: string): Promise<ExecutionResult | undefined>;
  /**
   * Ends a trade that is not signed yet, and forbids further attempts of one that is.
   *
   * @returns the trade's answer after that, `undefined` for a key the journal does not know.
   */
  cancel(key: string): Promise<ExecutionResult | undefined>;
  /**
   * Ends a trade by the decision of a person, where evidence cannot: it is in conflict, or nobody is
   * left who could prove what became of its signature.
   *
   * @returns the trade's answer after that with status `resolved`; a decision that is not taken
   * answers `RESOLVE__*` and changes nothing; `undefined` for a key the journal does not know.
   */
  resolve(key: string, resolution: TradeResolution): Promise<ExecutionResult | undefined>;
  /**
   * Writes down that a person takes everything this wallet signed until now for accounted for, so
   * that a journal may go on that does not have it. Nothing of it becomes a trade or a position.
   *
   * @throws ExecutionError `RPC__UNAVAILABLE` when the history cannot be read,
   * `CONFIG__VALUE_MISSING` without a node or a wallet; then nothing is written
   */
  adoptHistory(decision: HistoryDecision): Promise<Adoption>;
  /**
   * Takes the deployment of a swap program that runs now for good, so that what was stopped because
   * it had changed may be traded through it.
   *
   * @throws ExecutionError `RPC__UNAVAILABLE` when it cannot be read, `RISK__PROGRAM_CHANGED` when it
   * is not the deployment that was looked at, `CONFIG__FIELD_INVALID` for a program that is not
   * allowed; then nothing is written
   */
  acknowledgeProgram(decision: ProgramDecision): Promise<ProgramPin>;
  /**
   * Tells of every swap program which deployment is pinned and which the chain runs now. Changes
   * nothing.
   *
   * @throws ExecutionError `CONFIG__*`, `JOURNAL__*`, `RPC__UNAVAILABLE`
   */
  programs(): Promise<readonly ProgramStanding[]>;
  /**
   * Holds the wallet's final balances and its history on chain against the journal, and changes
   * nothing: neither what is known of deposits nor whether the wallet may sign.
   *
   * @throws ExecutionError `CONFIG__*`, `JOURNAL__*`, `RPC__UNAVAILABLE`
   */
  reconcile(): Promise<WalletReconciliation>;
  /**
   * Lists the wallet's token accounts with what closing each would bring back, and why one is left
   * as it is. Signs nothing.
   *
   * @throws ExecutionError `CONFIG__*`, `JOURNAL__*`, `RPC__UNAVAILABLE`
   */
  reclaimable(): Promise<ReclaimReport>;
  /**
   * Closes, in one transaction and at most twelve of them, the token accounts that
   * {@link ExecutionAdapter.reclaimable} calls closable. Refused in dry-run, and while any live trade
   * is open or the wallet may not sign. Until its end is known the wallet signs nothing else.
   *
   * @returns the reclaim as it stands when its end is known, or after 45 s; `null` when there is
   * nothing to close.
   * @throws ExecutionError `RECLAIM__*`, `APPROVE__REFUSED`, `SIMULATE__FAILED`, `CONFIG__*`,
   * `JOURNAL__*`, `RPC__UNAVAILABLE`, and whatever forbids the wallet to sign; then nothing was sent
   */
  reclaim(): Promise<ReclaimRecord | null>;
  /**
   * Takes up every trade that an earlier process left open. Runs by itself before the first trade.
   * Where the chain cannot be reached it says so, and tries by itself for as long as trades are open.
   */
  resume(): Promise<ResumeReport>;
  /** What is traded now, by whose decision. */
  tradingState(): Promise<TradingStateReport>;
  /**
   * Changes what is traded, in the process that owns the data directory and for every later one.
   * Halting signs nothing from the moment it is taken; what is signed is followed to its end.
   *
   * @throws ExecutionError `CONFIG__VALUE_MISSING`, `JOURNAL__UNAVAILABLE`, `CONTROL__*`, among them
   * `CONTROL__DECISION_OUTDATED` by `afterChange`; a halt that cannot be written down holds in its
   * process all the same
   */
  changeTradingState(decision: TradingStateDecision): Promise<TradingStateOutcome>;
  /**
   * How every node and block engine does that this process calls, reads and sends apart: whether it
   * rests and why, its budget, its latency. Empty before the first trade.
   */
  endpointHealth(): Promise<readonly EndpointHealth[]>;
  /**
   * How the venue does, and each WebSocket: what it told last and what went wrong last. Empty before
   * the first trade.
   */
  sourceHealth(): Promise<readonly SourceHealth[]>;
  /**
   * Resolves when nothing is being followed any more: every trade has ended.
   */
  idle(): Promise<void>;
  /** Takes no new trades, signs nothing more and gives the journal back. Open trades stay in it. */
  close(): Promise<void>;
}

/**
 * Makes the real adapter. Without `dryRun: false` it runs the whole pipeline up to, and not
 * including, the signature.
 *
 * The journal is opened, and the chain looked at, when the first trade is asked for.
 *
 * @throws ExecutionError `CONFIG__*` and `WALLET__*` for a configuration it refuses to run with.
 *
 * @example
 * ```ts
 * const execution = createExecutionAdapter({
 *   clock: { nowMs: () => Date.now() },
 *   rpcEndpoint: 'https://rpc.example',
 *   keystorePath: '/etc/quantbot/keys/trader.keystore.json',
 * });
 * const result = await execution.execute({
 *   tokenAddress, chain: 'solana', side: 'buy', amount: 0.1, idempotencyKey: 'signal-4711',
 * });
 * ```
 */
export function createExecutionAdapter(config: ExecutionAdapterConfig): ExecutionAdapter {
  const given = compileConfig(config);
  const { platform } = given;
  const signer = openWallet(given);
  // Nothing that leads to the passphrase is kept once the wallet is open.
  const compiled = { ...given, keystorePassphrase: undefined };
  const local = createExecutor(compiled, signer);
  const sockets = platform.localSockets;
  if (sockets === undefined) return local;
  // Without a node the wallet signs nothing, and the journal is not bound to it.
  const wallet = compiled.rpcEndpoints.length === 0 ? undefined : signer?.address;
  return createSharedExecutor({ config: compiled, local, sockets, wallet });
}
