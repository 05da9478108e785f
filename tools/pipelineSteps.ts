/** One step of the pipeline, as `executor.ts` and `executeTrade.ts` take it. */
export interface PipelineStep {
  readonly name: string;
  /** What happens, in half a line. */
  readonly work: string;
  /** Codes that leave here; `*` ends a name that stands for all that begin so. */
  readonly codes: readonly string[];
  /** What is durable when the step is done. */
  readonly durable?: string;
}

/** From the request to the claim: nothing is stored when a code leaves here. */
export const STEPS_BEFORE_CLAIM: readonly PipelineStep[] = [
  {
    name: 'validate',
    work: 'what needs neither chain nor journal',
    codes: ['VALIDATE__*'],
  },
  {
    name: 'known key?',
    work: 'a known trade is answered or joined here',
    codes: [
      'IDEMPOTENCY__*',
      'JOURNAL__DAMAGED',
      'JOURNAL__LOCKED',
      'JOURNAL__SCHEMA_NEWER',
      'JOURNAL__UNAVAILABLE',
      'JOURNAL__WRONG_OWNER',
    ],
  },
  {
    name: 'availability',
    work: 'trading state, breaker, cluster, open trades, conflicts, ceilings, queue',
    codes: [
      'BREAKER__OPEN',
      'BREAKER__PROBE_TOO_LARGE',
      'BREAKER__TOKEN_OPEN',
      'CONFIG__CLUSTER_MISMATCH',
      'EXECUTOR__CLOSED',
      'EXECUTOR__QUEUE_FULL',
      'JOURNAL__COPIED',
      'JOURNAL__FOREIGN_SIGNATURES',
      'JOURNAL__HISTORY_MISSING',
      'JOURNAL__HISTORY_TOO_LONG',
      'RECLAIM__RUNNING',
      'RECONCILE__DEFICIT',
      'RISK__CONFLICT_UNRESOLVED',
      'RISK__PROGRAM_CHANGED',
      'RISK__TRADING_HALTED',
      'RISK__TRADING_REDUCING',
      'RPC__CHAIN_MISMATCH',
      'RPC__UNAVAILABLE',
      'VALIDATE__SLIPPAGE_EXCEEDS_CEILING',
    ],
  },
];

/**
 * From the claim to the signature: a code that leaves here denies or cancels the trade. All but the
 * first two steps run again for every further attempt; then a code fails the trade.
 */
export const STEPS_BEFORE_SIGNATURE: readonly PipelineStep[] = [
  {
    name: 'claim and gates',
    work: 'key, fingerprint and verdict in one commit',
    codes: ['RISK__*'],
    durable: 'TradeReceived + TradeAdmitted | TradeDenied',
  },
  {
    name: 'queue',
    work: 'one open trade for each token',
    codes: ['DEADLINE__EXPIRED', 'DEADLINE__TOO_NEAR', 'TRADE__CANCELLED'],
  },
  {
    name: 'facts and quote',
    work: 'chain, fees, tip and venue, side by side',
    codes: [
      'LANE__BLOCK_ENGINE_UNAVAILABLE',
      'MINT__*',
      'QUOTE__MALFORMED',
      'QUOTE__MISMATCH',
      'QUOTE__NO_ROUTE',
      'QUOTE__REFUSED',
      'QUOTE__UNAVAILABLE',
      'RPC__OPERATORS_CONTRADICT',
      'RPC__CHAIN_MISMATCH',
      'RPC__UNAVAILABLE',
      'VALIDATE__AMOUNT_*',
      'VALIDATE__PORTION_TOO_SMALL',
      'WALLET__ACCOUNT_GUARDED',
      'WALLET__SOL_BELOW_REQUIRED',
      'WALLET__TOKEN_BELOW_REQUIRED',
    ],
  },
  {
    name: 'gates on the quote',
    work: 'price, least output, token safety, fee budget, SOL that stays',
    codes: [
      'BUILD__INSTRUCTIONS_NOT_ALLOWED',
      'BUILD__PRIORITY_FEE_EXCEEDS_MAXIMUM',
      'PRICE__LIMIT_EXCEEDED',
      'PRICE__MOVED',
      'QUOTE__MALFORMED',
      'QUOTE__MISMATCH',
      'RISK__*',
      'WALLET__SOL_BELOW_REQUIRED',
    ],
  },
  {
    name: 'build',
    work: 'our instructions around the swap',
    codes: ['BUILD__TRANSACTION_TOO_LARGE'],
  },
  {
    name: 'simulate',
    work: 'once, for the compute limit',
    codes: ['RPC__CHAIN_MISMATCH', 'RPC__UNAVAILABLE', 'SIMULATE__*'],
  },
  {
    name: 'approve',
    work: 'every instruction, read back from the bytes',
    codes: ['APPROVE__*', 'BUILD__PRIORITY_FEE_EXCEEDS_MAXIMUM'],
  },
  {
    name: 'last look',
    work: 'trading state, deadline, age of the quote, conflicts; dry-run ends here',
    codes: [
      'BREAKER__OPEN',
      'BREAKER__TOKEN_OPEN',
      'DEADLINE__EXPIRED',
      'EXECUTOR__CLOSED',
      'QUOTE__STALE',
      'RISK__CONFLICT_UNRESOLVED',
      'RISK__PROGRAM_CHANGED',
      'RISK__TRADING_HALTED',
      'RISK__TRADING_REDUCING',
      'RPC__CHAIN_MISMATCH',
    ],
  },
  {
    name: 'prepare',
    work: 'for a remote signer alone: from here on it may be signed',
    codes: [],
    durable: 'AttemptPrepared: message, death height',
  },
  {
    name: 'sign',
    work: 'approved bytes and nothing else',
    codes: ['RISK__TRADING_HALTED'],
    durable: 'AttemptSigned: signature, bytes, death height',
  },
];

/** After the signature: only evidence from the chain ends the trade. */
export const STEPS_AFTER_SIGNATURE: readonly PipelineStep[] = [
  {
    name: 'submit',
    work: 'the same bytes, by every allowed lane, again and again',
    codes: [],
  },
  {
    name: 'confirm',
    work: 'a status with its error read, or the proof of expiry',
    codes: [
      'CONFIRM__CANCELLED',
      'CONFIRM__EXPIRED',
      'CONFIRM__OUTCOME_UNKNOWN',
      'CONFIRM__REVERTED',
      'CONFIRM__SLIPPAGE_EXCEEDED',
      'CONFIRM__UNPROVABLE',
      'DEADLINE__EXPIRED',
    ],
    durable:
      'AttemptConfirmed | AttemptReverted | AttemptExpired; dead: a further attempt, or the end',
  },
  {
    name: 'fill',
    work: "amounts from the transaction's own record",
    codes: ['FILL__MISMATCH'],
    durable: 'FillRead: the caller has its answer, status settling',
  },
  {
    name: 'settle',
    work: 'finality, told by two operators where there are two',
    codes: ['CONFIRM__ROLLED_BACK', 'FILL__MISMATCH'],
    durable: 'FillRecorded: status filled',
  },
];

/** Codes that leave at no single step, or without an end of the trade, with where they come from. */
export const CODES_ELSEWHERE: Readonly<Record<string, string>> = {
  CONFIRM__OUTCOME_UNKNOWN: "the caller's wait ended after the signature; following goes on",
  JOURNAL__WRITE_UNCERTAIN:
    'the journal failed while the trade was open; a restart may go on with it',
  EXECUTOR__STILL_WORKING: "the caller's wait ended before the signature; the trade goes on",
  INTERNAL__UNEXPECTED: 'a defect: above the signature it denies, below it the trade stays open',
  'INVARIANT__*': 'a rule of our own is broken (docs/invariants.md)',
  DRYRUN__SIMULATED: 'a dry-run without node or wallet, answered without a chain',
  STUB__LIVE_NOT_IMPLEMENTED: 'the stub adapter, asked to trade',
  'CONFIG__*': 'set-up, before any trade',
  'WALLET__DIRECTORY_*': 'set-up, before any trade',
  'WALLET__FILE_*': 'set-up, before any trade',
  'WALLET__KEYSTORE_*': 'set-up, before any trade, and `quantbot keys`',
  'WALLET__KEY_*': 'set-up, before any trade',
  'WALLET__PASSPHRASE_*': 'set-up, before any trade, and `quantbot keys`',
  ROLLOUT__ENTRY_WITHDRAWN:
    'a buy that a rollout claimed and went back from: asked with the trading state, before a signature',
  'ROLLOUT__*': 'the staged rollout, before any adapter is asked (docs/rollout.md)',
  'CLIENT__*': 'the client of `quantbot serve`, in the process of the strategy',
  'CONTROL__*': 'a process that asks the owner of the data directory (docs/decisions)',
  JOURNAL__MISSING: 'commands that read the journal',
  JOURNAL__TRADE_NOT_FOUND: 'commands that look a trade up',
  'STATE__*': 'the store of workflows, which no trade depends on',
  CONFIRM__UNPROVABLE:
    'nobody is left who could prove a death; the trade stays open, a person decides',
  RECLAIM__STATE_NOT_ALLOWED: '`quantbot reclaim --yes`, which is no trade',
  'RESOLVE__*': 'the decision of a person about a trade that evidence cannot end',
  'SERVER__*': '`quantbot serve` and `quantbot tokens`, before anything is asked of the executor',
  'SIGNER__*': 'the signer process, which has signed nothing (docs/wallets.md)',
  'SIGN__*':
    'a remote signer; it may have signed, so the trade ends, or goes on, once the message is proven dead',
  TRADE__CONFLICTED:
    'a signature held for dead that is found on chain after all, by the look back of a start, ' +
    'or of a trade before each further signature and at its end; the wallet signs nothing new',
};
