import { ExecutionError, fault, type Fault, isFault, reasonOf } from '@quantbot/core';

import { operatorsRequired } from '../chain/operatorsRequired.ts';
import { isServedBySome, verifyCluster } from '../chain/verifyCluster.ts';
import type { ClaimParts } from '../claim/claimTrade.ts';
import { createRecentEnds, type RecentEnds } from '../claim/recentEnds.ts';
import type { CompiledConfig } from '../config/compileConfig.ts';
import { createForwardClock } from '../config/forwardClock.ts';
import { NO_WALLET } from '../control/controlIdentity.ts';
import { TradingControl } from '../gates/tradingControl.ts';
import type { Journal } from '../journal/journal.ts';
import { openSqliteJournal } from '../journal/sqliteJournal.ts';
import { createTradeLog, type TradeLog } from '../journal/tradeLog.ts';
import { isOnItsWay, type TradeRecord } from '../journal/tradeRecord.ts';
import { createBackgroundTasks, type BackgroundTasks } from '../pipeline/backgroundTasks.ts';
import { executeTrade } from '../pipeline/executeTrade.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';
import { createExecutorTelemetry, type ExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import { createMintQueue } from '../pipeline/mintQueue.ts';
import { deadlineFault } from '../pipeline/nextStep.ts';
import { createTradeMeasures, NO_MEASURES, type TradeMeasures } from '../pipeline/tradeMeasures.ts';
import { holdOnConflict } from '../pipeline/observeLateLandings.ts';
import { readOpenStatuses, resumeTrade, signedFirst } from '../pipeline/resumeTrades.ts';
import { openWait } from '../platform/openWait.ts';
import { createWalletBook } from '../reconcile/walletBook.ts';
import type { WalletSigner } from '../wallet/walletSigner.ts';
import { createParts } from './createParts.ts';
import { tellRun, timeCommits } from './timeCommits.ts';
import { reportBrokenJournal } from './reportBrokenJournal.ts';
import { simulateTrade } from './simulateTrade.ts';
import type { ExecutorSeams } from './executorSeams.ts';
import { takeUpLater } from './takeUpLater.ts';
import { NOBODY_WATCHES, watchWallet, type WalletWatches } from './watchWallet.ts';

/** What is there once the journal is open. */
export interface OpenedSession extends WalletWatches {
  readonly journal: Journal;
  readonly log: TradeLog;
  readonly claimParts: ClaimParts;
  readonly trading: TradingControl;
  /** `undefined` in a dry-run without node or wallet: then trades are simulated. */
  readonly parts: ExecutorParts | undefined;
}

/** Why a wait ends that is not needed any more. Without a reason every abort makes an error. */
const WAITED = 'answered';

/** Why everything ends that waits when a session closes. Made once: an error costs its stack. */
const CLOSING = new DOMException('The executor was closed', 'AbortError');

/** Milliseconds to wait while another process owns the journal. */
const LOCK_WAIT_MS = 5_000;

const CLUSTER_MISMATCH = 'CONFIG__CLUSTER_MISMATCH';

/** One run of an adapter: from the first use of its journal until it is closed. */
export class ExecutorSession {
  readonly config: CompiledConfig;
  readonly telemetry: ExecutorTelemetry;
  readonly measures: TradeMeasures;
  readonly recentEnds: RecentEnds;
  readonly #signer: WalletSigner | undefined;
  readonly #seams: ExecutorSeams;
  readonly #closing = new AbortController();
  readonly #queue = createMintQueue();
  readonly #background: BackgroundTasks;
  /** Keys by trade, so that looking again after a failure takes no trade up twice. */
  readonly #followed = new Map<string, string>();
  #opening: Promise<OpenedSession> | undefined;
  #takingUp: Promise<Fault | undefined> | undefined;
  #watching: Promise<unknown> | undefined;
  #retrying: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(config: CompiledConfig, signer: WalletSigner | undefined, seams: ExecutorSeams = {}) {
    const { clock, platform, telemetry } = config;
    this.config = config;
    this.recentEnds = createRecentEnds(platform);
    this.#signer = signer;
    this.#seams = seams;
    this.telemetry = createExecutorTelemetry({ port: telemetry, clock, platform });
    this.measures = telemetry === undefined ? NO_MEASURES : createTradeMeasures(this.telemetry);
    this.#background = createBackgroundTasks(this.telemetry, this.#closing.signal);
  }

  /**
   * Opens the journal, once. A failure is tried again at the next call.
   *
   * @throws ExecutionError `JOURNAL__*`, `EXECUTOR__CLOSED` once it is closed
   */
  async open(): Promise<OpenedSession> {
    if (this.isClosed()) throw new ExecutionError('EXECUTOR__CLOSED');
    this.#opening ??= this.#open().catch((cause: unknown) => {
      this.#opening = undefined;
      throw cause;
    });
    return this.#opening;
  }

  /**
   * Looks at the chain and takes up the trades that were left open, once. While the chain cannot
   * be reached nothing new is signed, and trades that are open are taken up as soon as it can,
   * whether anybody asks again or not.
   */
  async takeUp(): Promise<Fault | undefined> {
    const takingUp = (this.#takingUp ??= this.#takeUp());
    let isDone = false;
    try {
      const problem = await takingUp;
      isDone = problem === undefined;
      if (!isDone) this.#retryTakeUp();
      return problem;
    } finally {
      if (!isDone && this.#takingUp === takingUp) this.#takingUp = undefined;
    }
  }

  #retryTakeUp(): void {
    if (this.isClosed() || this.#retrying !== undefined) return;
    this.#retrying = this.#takeUpLater()
      .catch((cause: unknown) => {
        if (this.isClosed()) return;
        const message = `open trades cannot be taken up: ${reasonOf(cause)}`;
        this.telemetry.event('error', 'execution.background.failed', { message });
      })
      .finally(() => {
        this.#retrying = undefined;
      });
  }

  async #takeUpLater(): Promise<void> {
    const opened = await this.open();
    await takeUpLater({
      takeUp: async () => this.takeUp(),
      isWanted: () => this.#hasUnfollowed(opened),
      delay: async (waitMs) => this.config.platform.delay(waitMs, this.#closing.signal),
    });
  }

  #hasUnfollowed({ parts, journal }: OpenedSession): boolean {
    if (journal.failure() !== undefined || parts === undefined) return false;
    return journal.openTrades().some((trade) => this.#isToFollow(trade));
  }

  /** Starts a trade that has just been admitted. */
  begin({ parts, log }: OpenedSession, trade: TradeRecord): void {
    log.adopt(trade);
    this.measures.adopted(trade);
    if (parts === undefined) {
      simulateTrade(log, trade);
      return;
    }
    this.#run(log, trade, async () => executeTrade(parts, trade.tradeId));
  }

  /** The trade with its answer, `undefined` when the wait or the adapter ended first. */
  async answered(log: TradeLog, tradeId: string, waitMs: number): Promise<TradeRecord | undefined> {
    const waiting = openWait(this.#closing.signal);
    const timeUp = this.config.platform.delay(waitMs, waiting.signal).then(nothing, nothing);
    return Promise.race([log.answered(tradeId), timeUp]).finally(() => {
      waiting.end(WAITED);
    });
  }

  /** Says aloud that a trade cannot be followed any more. Its answer stays "unknown". */
  reportBroken({ key }: TradeRecord, cause: unknown): void {
    const message = `trade ${key} cannot be followed: ${reasonOf(cause)}`;
    this.telemetry.event('error', 'execution.trade.unfollowed', { message, key });
  }

  waiting(mint: string): number {
    return this.#queue.waiting(mint);
  }

  followedKeys(): readonly string[] {
    return [...this.#followed.values()];
  }

  /** How endpoints, venue and sockets do, as far as this session has opened. */
  async health(): Promise<Pick<ExecutorParts, 'health' | 'sources'> | undefined> {
    return (await this.#opening?.catch(nothing))?.parts;
  }

  isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Resolves when every trade this session follows has ended. */
  async idle(): Promise<void> {
    await this.#background.idle();
    const opened = await this.#opening;
    await opened?.parts?.background.idle();
    // What was written last is in the journal for others to read. A broken one says so by itself.
    await opened?.journal.durable().catch(nothing);
  }

  /** Ends the session, once; every caller learns when the journal has been given back. */
  async close(): Promise<void> {
    this.#closing.abort(CLOSING);
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    // A journal that could not be opened need not be given back.
    const opened = await this.#opening?.catch(nothing);
    if (opened === undefined) return;
    const { journal, parts } = opened;
    parts?.statuses.close();
    await this.#watching;
    await this.#retrying;
    await this.idle();
    journal.close();
  }

  async #open(): Promise<OpenedSession> {
    const { config } = this;
    const { platform, clock } = config;
    const signer = config.rpcEndpoints.length === 0 ? undefined : this.#signer;
    const wallet = signer?.address ?? NO_WALLET;
    const opened = await openSqliteJournal({
      directory: config.dataDirectory,
      platform,
      nowMs: () => clock.nowMs(),
      // Where the owner can be asked there is nothing to wait for.
      lockWaitMs: platform.localSockets === undefined ? LOCK_WAIT_MS : 0,
      ...(config.telemetry && { timeCommit: timeCommits(this.telemetry, config) }),
    });
    const journal = this.#seams.decorateJournal?.(opened) ?? opened;
    const { telemetry, measures, recentEnds } = this;
    const deadlineClock = createForwardClock(clock, platform);
    let trading: TradingControl;
    try {
      if (signer !== undefined) journal.bind('wallet', wallet);
      tellRun(telemetry, config);
      trading = new TradingControl({ config, journal, telemetry });
    } catch (cause) {
      journal.close();
      throw cause;
    }
    const book = createWalletBook({ wallet, journal, platform });
    const observers = [trading, book, measures, recentEnds];
    const log = createTradeLog(journal, (before, after) => {
      for (const observer of observers) observer.observe(before, after);
    });
    const report = (cause: ExecutionError): void => {
      telemetry.metric('quantbot_journal_broken', 1, {});
      reportBrokenJournal(this.telemetry, cause, log.openTrades());
    };
    journal.broken().then(report, report);
    const closing = this.#closing.signal;
    trading.watchHaltFile(closing);
    const tools = { config, deadlineClock, log, telemetry, trading, closing, seams: this.#seams };
    const parts = signer && createParts({ ...tools, signer });
    const watched = parts ? watchWallet(parts, journal, book) : NOBODY_WATCHES;
    const claimParts = { config, journal, wallet, deadlineClock };
    return { journal, log, parts, ...watched, trading, claimParts };
  }

  /**
   * Makes sure that the nodes serve the chain that the journal belongs to.
   *
   * @throws ExecutionError `JOURNAL__WRONG_OWNER`
   */
  async identifyChain({ parts, journal }: OpenedSession): Promise<Fault | undefined> {
    if (parts === undefined) return undefined;
    const { nodes } = parts.pool;
    const cluster = await verifyCluster(nodes, this.config.cluster, {
      known: journal.bound('genesis'),
      operatorsMin: this.config.allowSingleWitness ? 1 : operatorsRequired(nodes),
    });
    if (isFault(cluster)) return cluster;
    if (this.isClosed()) return fault('EXECUTOR__CLOSED');
    journal.bind('genesis', cluster.genesisHash);
    parts.chain.genesisHash = cluster.genesisHash;
    parts.hold.lift(CLUSTER_MISMATCH);
    return undefined;
  }

  async #takeUp(): Promise<Fault | undefined> {
    const opened = await this.open();
    const { journal, parts } = opened;
    if (parts === undefined) return undefined;
    const wrongChain = await this.identifyChain(opened);
    if (wrongChain !== undefined) {
      if (wrongChain.code === CLUSTER_MISMATCH) await this.#followSigned(opened, wrongChain);
      return wrongChain;
    }
    opened.reclaimer?.followFound();
    // Before anything is signed; what is signed already is followed whatever they say.
    const [problem, unread] = await Promise.all([
      readOpenStatuses(parts, journal.openTrades()),
      this.#compareWallet(opened),
      holdOnConflict(parts, journal),
    ]);
    if (problem !== undefined) return problem;
    if (this.isClosed()) return fault('EXECUTOR__CLOSED');
    // Read again: a trade may have been cancelled while the chain was asked.
    this.#resume(opened, signedFirst(journal.openTrades()));
    return unread;
  }

  /**
   * A node that tells of another chain forbids signatures. It takes nobody's eyes off what is signed
   * already, as long as another serves the chain that the journal is bound to: no stranger testifies.
   */
  async #followSigned(opened: OpenedSession, mismatch: Fault): Promise<void> {
    const { parts, journal } = opened;
    const genesisHash = journal.bound('genesis');
    if (parts === undefined || genesisHash === undefined) return;
    const { cluster } = this.config;
    if (!(await isServedBySome(parts.pool.nodes, { cluster, genesisHash }))) return;
    if (this.isClosed()) return;
    parts.hold.set(mismatch);
    parts.chain.genesisHash = genesisHash;
    this.#resume(opened, journal.openTrades().filter(isOnItsWay));
  }

  #resume({ parts, log }: OpenedSession, trades: readonly TradeRecord[]): void {
    if (parts === undefined) return;
    for (const trade of trades) {
      if (!this.#isToFollow(trade)) continue;
      this.measures.adopted(trade);
      resumeTrade(parts, trade, {
        begin: (work) => {
          this.#run(log, trade, work);
        },
      });
      this.#followed.set(trade.tradeId, trade.key);
    }
  }

  /**
   * Dry-run forbids new signatures only: what a live run signed is followed all the same, and what it
   * may not sign any more for want of time is ended.
   */
  #isToFollow(trade: TradeRecord): boolean {
    if (this.#followed.has(trade.tradeId)) return false;
    if (!this.config.dryRun || trade.mode !== 'live' || isOnItsWay(trade)) return true;
    return deadlineFault(trade, this.config.clock.nowMs()) !== undefined;
  }

  async #compareWallet(opened: OpenedSession): Promise<Fault | undefined> {
    const { history, place, reconciler, programs, journal } = opened;
    // Nothing is signed any more, and what was found could not be written down.
    if (journal.failure() !== undefined) return undefined;
    const { dryRun, checkWalletHistory, walletHistoryIntervalMs, reconcileIntervalMs } =
      this.config;
    if (history === undefined || reconciler === undefined) return undefined;
    if (dryRun || !checkWalletHistory) return undefined;
    place?.check();
    // In this order: a signature that explains what is missing says more than that it is.
    const unread = (await history.check()) ?? (await programs?.check());
    await reconciler.check();
    const closing = this.#closing.signal;
    this.#watching ??= Promise.all([
      history.watch(walletHistoryIntervalMs, closing),
      reconciler.watch(reconcileIntervalMs, closing),
      programs?.watch(walletHistoryIntervalMs, closing),
    ]);
    return unread;
  }

  #run(log: TradeLog, trade: TradeRecord, work: () => Promise<void>): void {
    const { key, tradeId, request } = trade;
    const endQueue = this.telemetry.begin('queue');
    this.#background.run(`trade ${key}`, async () => {
      const turn = this.#queue.run(request.tokenAddress, async () => {
        endQueue(key);
        return work();
      });
      await turn.catch((cause: unknown) => {
        if (!this.isClosed()) log.fail(tradeId, cause);
        throw cause;
      });
    });
  }
}

function nothing(): undefined {
  return undefined;
}
