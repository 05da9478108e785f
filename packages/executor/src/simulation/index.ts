/**
 * # @quantbot/executor/simulation
 *
 * The executor taken apart, for the simulator and its model chain: the same code with seams where
 * a simulation puts its own nodes, venue and journal. A product imports `@quantbot/executor`, from
 * which nothing in here can be reached.
 *
 * @packageDocumentation
 */
export { createExecutor } from '../adapters/executor.ts';
export type { ExecutorSeams } from '../adapters/executorSeams.ts';
export type {
  AccountsReading,
  BlockhashReading,
  ChainAccount,
  ChainNode,
  FinalizedReading,
  HistoryEntry,
  HistoryPage,
  RecentFee,
  SeenCommitment,
  SendAnswer,
  SignatureStatus,
  SimulationReading,
  StatusesReading,
  TokenBalance,
  TransactionReading,
} from '../chain/chainNode.ts';
export { compileConfig, type CompiledConfig } from '../config/compileConfig.ts';
export { TIP_ACCOUNTS } from '../facts/tipLevels.ts';
export { createWalletAccounts, type WalletAccounts } from '../facts/walletAccounts.ts';
export { createEventChain, type EventChain } from '../journal/eventChain.ts';
export type { Journal, JournalReader } from '../journal/journal.ts';
export { migrateJournal } from '../journal/journalSchema.ts';
export {
  crashJournalOwner,
  createJournalMemory,
  openMemoryJournal,
  type JournalMemory,
  type MemoryJournalOptions,
} from '../journal/memoryJournal.ts';
export { openSqliteJournal, type SqliteJournalOptions } from '../journal/sqliteJournal.ts';
export type { TradeEvent } from '../journal/tradeEvents.ts';
export { foldTrade } from '../journal/tradeRecord.ts';
export { mergeViews } from '../facts/walletView.ts';
export { SAFETY_RULES, type SafetyRules } from '../pipeline/safetyRules.ts';
export { openSqliteDatabase } from '../platform/openSqliteDatabase.ts';
export type { SwapQuote, SwapQuoteRequest, SwapVenue } from '../venues/swapVenue.ts';
export {
  createKeypairSigner,
  type LocalSigner,
  type RemoteSigner,
  type WalletSigner,
} from '../wallet/walletSigner.ts';
export { signedWire } from '../transaction/wireTransaction.ts';
