/**
 * # @quantbot/executor
 *
 * The real `ExecutionPort`: `execute()` turns one request into at most one effect on Solana, or
 * into a proof that there was none. Read `pipeline/executeTrade.ts` first; it is the table of
 * contents, and every stage it names lives in a folder of that name.
 *
 * @packageDocumentation
 */
export {
  createExecutionAdapter,
  type ExecutionAdapter,
  type HistoryDecision,
  type ReclaimReport,
  type ResumeReport,
  type TradeResolution,
  type AttemptInFlight,
  type TradingStateDecision,
  type TradingStateOutcome,
  type TradingStateReport,
  type WalletReconciliation,
} from './adapters/executionAdapter.ts';
export {
  DEFAULT_LIMITS,
  DEFAULT_SETTINGS,
  JUPITER_PROGRAM_ADDRESS,
  WAIT_BEYOND_DEADLINE_MS,
} from './config/defaults.ts';
export {
  CLUSTERS,
  type ClaimedEntry,
  type Cluster,
  type EntryGuard,
  type ExecutionAdapterConfig,
  type ExecutionLimits,
  type ExecutionSettings,
  type RpcEndpoint,
  SIGNER_SERVICES,
  type SignerServiceSettings,
} from './config/executionAdapterConfig.ts';
export type { GateRow, GateStage } from './gates/gate.ts';
export { WIDENABLE_GATES, type GateName, type WidenableGate } from './gates/gateNames.ts';
export { GATES } from './gates/gates.ts';
export { readLimitUse, type LimitUse, type LimitUseQuery } from './gates/limitUse.ts';
export type { EndpointHealth, EndpointPurpose } from './chain/endpointGuard.ts';
export type { SourceHealth } from './chain/sourceHealth.ts';
export { diagnoseExecution, type DiagnosisOptions } from './diagnosis/diagnoseExecution.ts';
export type { DiagnosedArea, Examination, Finding } from './diagnosis/finding.ts';
export { executionSettingsSchema } from './config/executionSettingsSchema.ts';
export { haltFilePathOf } from './config/haltFilePathOf.ts';
export { parseExecutionSettings } from './config/parseExecutionSettings.ts';
export { refuseRepeatedNames } from './config/refuseRepeatedNames.ts';
export type { Adoption } from './history/historyNotes.ts';
export { ATTEMPT_STATUS_MEANINGS, ATTEMPT_TRANSITIONS } from './journal/attemptMachine.ts';
export { isJournalOwned } from './journal/isJournalOwned.ts';
export type { JournalReader, TradeHistory, TradeTimePageQuery } from './journal/journal.ts';
export {
  openLiveSideReader,
  type LiveHolding,
  type LiveSideReader,
} from './liveSide/openLiveSideReader.ts';
export { JOURNAL_FILE } from './journal/sqliteJournal.ts';
export type {
  EventTime,
  JournalFeed,
  SequencedEvent,
  TradeFindings,
  TradePlace,
  TradeSearch,
} from './journal/journalFeed.ts';
export { openSqliteJournalFeed } from './journal/sqliteJournalFeed.ts';
export { openSqliteJournalReader } from './journal/sqliteJournalReader.ts';
export type { JournalVerification, KnownAnchor } from './journal/verifyJournal.ts';
export { verifyJournalFile, type VerifyOptions } from './journal/verifyJournalFile.ts';
export { describeBreak, type BrokenLink } from './journal/verifyTrade.ts';
export type {
  AttemptPlan,
  PreparedPlan,
  ExpiryWitness,
  Fill,
  JournalledEvent,
  TradeEvent,
  TradeMode,
} from './journal/tradeEvents.ts';
export { isTerminal, TRADE_STATUS_MEANINGS, TRADE_TRANSITIONS } from './journal/tradeMachine.ts';
export type { AttemptRecord, PreparedRecord, TradeRecord } from './journal/tradeRecord.ts';
export {
  KEPT_REASONS,
  type JudgedTokenAccount,
  type KeptReason,
} from './reclaim/judgeTokenAccount.ts';
export type { ProgramPin, ProgramStanding } from './programs/programNotes.ts';
export type { ProgramDecision } from './programs/programWatch.ts';
export type { ReclaimRecord, ReclaimStatus } from './reclaim/reclaimNotes.ts';
export type { ReconciledAsset } from './reconcile/reconciler.ts';
export {
  IN_FLIGHT_POLICIES,
  TRADING_STATE_MEANINGS,
  TRADING_STATES,
  type InFlightPolicy,
  type TradingChange,
  type TradingState,
} from './journal/tradingChange.ts';
export type {
  ChainSubscription,
  ChainSubscriptionEvents,
  Ed25519Key,
  ExecutorPlatform,
  FileReading,
  HaltFileReading,
  HaltFiles,
  HttpRequest,
  HttpResponse,
  PrivateFile,
  SignatureWatch,
  SqlDatabase,
  SqlStatement,
  SqlValue,
} from './platform/executorPlatform.ts';
export { createNodePlatform } from './platform/nodePlatform.ts';
export { sumCosts, type TradeCosts } from './settle/tradeResult.ts';
export { jupiterSwapDecoder } from './venues/jupiter/jupiterSwapDecoder.ts';
export {
  keystoreMachineOf,
  type KeystoreFileMachine,
  type KeystoreMachine,
} from './wallet/keystore.ts';
export {
  KEYSTORE_COST,
  KEYSTORE_COST_BOUNDS,
  type KeystoreCost,
  type KeystoreCostBounds,
} from './wallet/keystoreCost.ts';
export {
  changeKeystorePassphrase,
  createKeystore,
  openKeystore,
  readKeystoreHeader,
  type NewKeystore,
  type PassphraseChange,
} from './wallet/keystoreFile.ts';
export {
  PASSPHRASE_BYTES_MAX,
  PASSPHRASE_CHARACTERS_MIN,
  passphraseOf,
  requireStrength,
} from './wallet/passphrase.ts';
export { readKeypairFile, readKeypairText, withKeypairSeed } from './wallet/readKeypairFile.ts';
export { readPassphraseDescriptor, readPassphraseFile } from './wallet/readPassphraseFile.ts';
export { Secret } from './wallet/secret.ts';
export type {
  DescriptorReading,
  Guard,
  GuardedBytes,
  GuardedReading,
  KeyExpansion,
  KeystoreCrypto,
  KeystoreFiles,
  KeystorePlatform,
  PassphraseStretch,
  SealedBox,
  WriteOutcome,
} from './platform/keystorePlatform.ts';
export {
  createAwsKmsSigner,
  type AwsKmsSignerSettings,
} from './wallet/remote/createAwsKmsSigner.ts';
export {
  createFireblocksSigner,
  type FireblocksSignerSettings,
} from './wallet/remote/createFireblocksSigner.ts';
export { createPrivySigner, type PrivySignerSettings } from './wallet/remote/createPrivySigner.ts';
export {
  createTurnkeySigner,
  type TurnkeySignerSettings,
} from './wallet/remote/createTurnkeySigner.ts';
export { createVaultSigner, type VaultSignerSettings } from './wallet/remote/createVaultSigner.ts';
export {
  createProcessSigner,
  type ProcessSignerSettings,
} from './wallet/remote/createProcessSigner.ts';
export type { RemoteSignerSettings } from './wallet/remote/keychainSigner.ts';
export {
  parseSignerSettings,
  type SignerCaps,
  type SignerSettings,
} from './signer/signerSettings.ts';
export {
  startSigner,
  type RunningSigner,
  type SignerDecision,
  type SignerProcess,
} from './signer/startSigner.ts';
export type { SwapQuote, SwapQuoteRequest, SwapVenue } from './venues/swapVenue.ts';
export type { LocalSigner, RemoteSigner, WalletSigner } from './wallet/walletSigner.ts';
