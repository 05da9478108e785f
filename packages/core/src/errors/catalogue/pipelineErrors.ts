import { defineErrors } from '../defineErrors.ts';

/** Refusals between a valid request and a signature: nothing was signed, nothing was sent. */
export const pipelineErrors = defineErrors({
  IDEMPOTENCY__REQUEST_MISMATCH: {
    outcome: 'denied',
    retry: 'new-key',
    message: (context: { key: string; field: string; stored: string; requested: string }) =>
      `Key "${context.key}" names a trade with another ${context.field}: ` +
      `${context.stored} then, ${context.requested} now.`,
    action: 'Use a new key for a new trade; a key names one trade for ever.',
  },
  IDEMPOTENCY__KEY_REQUIRED: {
    outcome: 'denied',
    retry: 'fix',
    message: () => 'The request has no idempotencyKey and this adapter does not derive keys.',
    action: 'Make a key before the first try and repeat with the same one.',
  },
  BREAKER__OPEN: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { consecutiveFailures: number; retryAfterMs: number; trigger?: string }) =>
      `The circuit breaker is open ` +
      `${context.trigger ?? `after ${context.consecutiveFailures} consecutive failures`}; ` +
      `it lets a trade through again in ${context.retryAfterMs} ms.`,
    action: 'Find out why trades fail before you repeat them.',
  },
  BREAKER__TOKEN_OPEN: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { mint: string; consecutiveReverts: number; retryAfterMs: number }) =>
      `The circuit breaker of ${context.mint} is open: its last ${context.consecutiveReverts} ` +
      `trades reverted for slippage; it lets a buy through again in ${context.retryAfterMs} ms.`,
    action: 'Trade it in smaller amounts or with more slippage; other tokens are traded on.',
  },
  BREAKER__PROBE_TOO_LARGE: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { lamports: bigint; breakerProbeLamportsMax: bigint }) =>
      `The circuit breaker is open and lets one buy of at most breakerProbeLamportsMax ` +
      `${context.breakerProbeLamportsMax} lamports through; this one is of ${context.lamports}.`,
    action: 'Buy a small amount first, or let a person decide with quantbot activate.',
  },
  RISK__TRADING_REDUCING: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { by: string; reason: string }) =>
      `Only sells are traded, by decision of ${context.by}: ${context.reason}.`,
    action: 'Sell, or let a person decide with quantbot activate once the cause is gone.',
  },
  RISK__TRADING_HALTED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { by: string; reason: string }) =>
      `Trading is halted by decision of ${context.by}: ${context.reason}. Nothing new is signed.`,
    action:
      'Follow docs/operations/trading-halted.md; a person ends it with quantbot activate, and by ' +
      'removing the halt file where there is one.',
  },
  EXECUTOR__CLOSED: {
    outcome: 'denied',
    retry: 'same-key',
    message: () =>
      'The adapter is closed: this call did nothing. A trade that an earlier call began under the ' +
      'same key may still be open.',
    action: 'Start it again and repeat with the same key, never another.',
  },
  EXECUTOR__QUEUE_FULL: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { mint: string; waiting: number; waitingMax: number }) =>
      `${context.waiting} trades already wait for ${context.mint}; at most ${context.waitingMax} may.`,
    action: 'Repeat with the same key once some have ended, or trade less often in larger amounts.',
  },
  DEADLINE__EXPIRED: {
    outcome: 'denied',
    retry: 'new-key',
    message: (context: { deadlineMs: number; lateMs: number }) =>
      `The deadline of ${context.deadlineMs} ms passed ${context.lateMs} ms ago: nothing more ` +
      `is signed.`,
    action: 'Decide again at the new price, under a new key.',
  },
  DEADLINE__TOO_NEAR: {
    outcome: 'denied',
    retry: 'new-key',
    message: (context: { deadlineMs: number; leftMs: number; usualMs: number }) =>
      `Of its deadline of ${context.deadlineMs} ms the trade has stood in line for all but ` +
      `${context.leftMs} ms, and a trade takes ${context.usualMs} ms to its signature now.`,
    action: 'Ask for fewer trades of the token at once, or give them longer deadlines.',
  },
  TRADE__CANCELLED: {
    outcome: 'denied',
    retry: 'new-key',
    message: (context: { key: string }) => `Trade "${context.key}" was cancelled before signing.`,
    action: 'Nothing to do.',
  },
  RISK__CONFLICT_UNRESOLVED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { key: string; wallet: string }) =>
      `The chain contradicts the journal about trade "${context.key}": nothing new is signed for ` +
      `wallet ${context.wallet} until a person has decided.`,
    action: 'Look at the trade with quantbot status, then decide with quantbot resolve.',
  },
  RESOLVE__SIGNATURE_MISMATCH: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { key: string; signature: string; known: readonly string[] }) =>
      `Trade "${context.key}" never signed ${context.signature}; it signed ` +
      `${context.known.length === 0 ? 'nothing' : context.known.join(', ')}.`,
    action: 'Name one of the signatures that quantbot status shows for the trade.',
  },
  RESOLVE__VALUE_MISSING: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { field: string }) => `A decision about a trade needs ${context.field}.`,
    action: 'Say who decides, why, and about which signature.',
  },
  RESOLVE__STATE_NOT_ALLOWED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { key: string; status: string; reason: string }) =>
      `Trade "${context.key}" is ${context.status} and cannot be decided by hand: ${context.reason}.`,
    action: 'Wait for the evidence of the chain; it ends the trade by itself.',
  },
  RESOLVE__CHAIN_MISMATCH: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { signature: string; as: string; seen: string; witness: string }) =>
      `${context.signature} cannot be resolved as ${context.as}: ${context.witness} sees it ` +
      `${context.seen}.`,
    action: 'Decide by what the chain shows, or accept the state as it was seen.',
  },
  RISK__TRADE_EXCEEDS_MAXIMUM: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { lamports: bigint; tradeLamportsMax: bigint }) =>
      `A buy of ${context.lamports} lamports is above tradeLamportsMax ${context.tradeLamportsMax}.`,
    action: 'Trade less, or raise the limit.',
  },
  RISK__OPEN_TRADES_EXCEED_MAXIMUM: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { openTrades: number; openTradesMax: number }) =>
      `${context.openTrades} trades are open already; openTradesMax is ${context.openTradesMax}.`,
    action: 'Wait for open trades to end.',
  },
  MINT__NOT_FOUND: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { mint: string }) => `There is no account at mint address ${context.mint}.`,
    action: 'Check the address and the cluster.',
  },
  MINT__NOT_A_TOKEN: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { mint: string; owner: string }) =>
      `Account ${context.mint} is not a token mint; its owner is ${context.owner}.`,
    action: "Name the token's mint, not a wallet, pool or token account.",
  },
  MINT__EXTENSION_NOT_SUPPORTED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { mint: string; extension: string }) =>
      `Mint ${context.mint} has the extension ${context.extension}, under which an amount in ` +
      `whole tokens has no fixed number of base units.`,
    action: 'Give amountBaseUnits or sellPortionBps.',
  },
  RPC__UNAVAILABLE: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { endpoint: string; method: string; reason: string }) =>
      `The node ${context.endpoint} did not answer ${context.method}: ${context.reason}.`,
    action: 'Check the endpoint, its key and its rate limit.',
  },
  RPC__OPERATORS_CONTRADICT: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { operators: string; detail: string }) =>
      `The operators ${context.operators} contradict each other, also when asked again: ` +
      `${context.detail}. One of them lags or lies, so nothing was signed.`,
    action:
      'Try again. If it stays, look the account up elsewhere, and take the operator that is wrong ' +
      'out of rpcEndpoints.',
  },
  RPC__CHAIN_MISMATCH: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { endpoint: string; genesisHash: string }) =>
      `The node ${context.endpoint} is on another chain now (genesis ${context.genesisHash}), and ` +
      'the nodes that are left are too few to sign with.',
    action:
      'Point its address at the cluster again; it is believed half a minute after it last told of another chain.',
  },
  LANE__BLOCK_ENGINE_UNAVAILABLE: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { endpoint: string; reason: string }) =>
      `The block engine ${context.endpoint} cannot be used: ${context.reason}.`,
    action: 'Check JITO_BLOCK_ENGINE_URL, or allow the public lane with jito-then-rpc.',
  },
  QUOTE__UNAVAILABLE: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { venue: string; reason: string }) =>
      `Venue ${context.venue} did not answer: ${context.reason}.`,
    action: 'Check JUPITER_API_URL and JUPITER_API_KEY; repeat when it answers.',
  },
  QUOTE__NO_ROUTE: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { venue: string; mint: string; venueCode: string }) =>
      `Venue ${context.venue} has no route for ${context.mint}: ${context.venueCode}.`,
    action:
      'Check the mint. If it is right, the token is too new or too thin: trade less, or repeat later.',
  },
  QUOTE__REFUSED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { venue: string; httpStatus: number; reason: string }) =>
      `Venue ${context.venue} refused with HTTP ${context.httpStatus}: ${context.reason}.`,
    action: 'Check the API key and the rate limit of your plan.',
  },
  QUOTE__MALFORMED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { venue: string; reason: string }) =>
      `Venue ${context.venue} answered something that is not a quote: ${context.reason}.`,
    action: 'The venue may have changed its interface; do not trade through it until it is known.',
  },
  QUOTE__MISMATCH: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { venue: string; field: string; requested: string; quoted: string }) =>
      `Venue ${context.venue} quoted another ${context.field}: asked ${context.requested}, ` +
      `got ${context.quoted}.`,
    action: 'Treat the venue as hostile until you know why.',
  },
  QUOTE__STALE: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { ageMs: number; quoteAgeMsMax: number }) =>
      `The quote was ${context.ageMs} ms old when it was to be signed; ` +
      `quoteAgeMsMax is ${context.quoteAgeMsMax}.`,
    action: 'Look for what is slow: the node, the signer or this machine.',
  },
  PRICE__LIMIT_EXCEEDED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { limitPrice: string; quotedPrice: string }) =>
      `The quoted price of ${context.quotedPrice} SOL per token is beyond the limit price ` +
      `${context.limitPrice}.`,
    action: 'Wait for a better price, or move the limit.',
  },
  BUILD__INSTRUCTIONS_NOT_ALLOWED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { venue: string; count: number }) =>
      `Venue ${context.venue} wants ${context.count} instructions of its own in the transaction.`,
    action:
      'Only the swap instruction is taken from a venue. Repeat for another route; if it stays, trade ' +
      'another amount or token.',
  },
  BUILD__TRANSACTION_TOO_LARGE: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { bytes: number; bytesMax: number }) =>
      `The transaction has ${context.bytes} bytes; the network takes ${context.bytesMax}.`,
    action: 'Repeat for another route; if it stays, trade another amount or token.',
  },
  BUILD__PRIORITY_FEE_EXCEEDS_MAXIMUM: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { lamports: bigint; priorityFeeLamportsMax: bigint }) =>
      `The priority fee of ${context.lamports} lamports is above priorityFeeLamportsMax ` +
      `${context.priorityFeeLamportsMax}.`,
    action: 'Ask for a lower priorityFee, or raise the limit.',
  },
  SIMULATE__FAILED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { reason: string; logs: readonly string[] }) =>
      `The simulation of the transaction failed: ${context.reason}` +
      (context.logs.length === 0 ? '.' : `; last log: ${context.logs.at(-1) ?? ''}.`),
    action: 'Nothing was sent. Repeat when the cause is gone.',
  },
  SIMULATE__STATE_NOT_ALLOWED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { account: string; field: string; expected: string; found: string }) =>
      `After the simulation account ${context.account} has another ${context.field} than the ` +
      `trade allows: expected ${context.expected}, found ${context.found}.`,
    action: 'Treat venue and program as hostile until you know why; nothing was signed.',
  },
  SIMULATE__SLIPPAGE_EXCEEDED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { program: string; customErrorCode: number }) =>
      `In the simulation the price had already moved beyond the slippage (program ` +
      `${context.program}, error ${context.customErrorCode}).`,
    action: 'Repeat for a fresh quote, or allow more slippage.',
  },
  APPROVE__REFUSED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { rule: string; instructionIndex: number; detail: string }) =>
      `The sign policy refused instruction ${context.instructionIndex} (${context.rule}): ` +
      `${context.detail}.`,
    action: 'Treat the venue as hostile until you know why; nothing was signed.',
  },
  APPROVE__PROGRAM_NOT_ALLOWED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { program: string; instructionIndex: number }) =>
      `Instruction ${context.instructionIndex} runs program ${context.program}, which is not allowed.`,
    action: 'Allow it only if you know it and a decoder exists for it.',
  },
  APPROVE__SWAP_NOT_UNDERSTOOD: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { program: string; reason: string; instructionIndex: number }) =>
      `Swap instruction ${context.instructionIndex} of program ${context.program} is not ` +
      `understood: ${context.reason}.`,
    action: 'The program may have changed; do not trade through it until its decoder knows it.',
  },
  APPROVE__SWAP_MISMATCH: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: {
      field: string;
      expected: string;
      found: string;
      instructionIndex: number;
    }) =>
      `Swap instruction ${context.instructionIndex} has another ${context.field} than the trade: ` +
      `expected ${context.expected}, found ${context.found}.`,
    action: 'Treat the venue as hostile until you know why; nothing was signed.',
  },
  DRYRUN__SIMULATED: {
    outcome: 'note',
    retry: 'none',
    message: (context: { missing: string }) =>
      `No chain was asked because ${context.missing} is not configured; the figures are made up.`,
    action: 'Configure a node and a wallet to rehearse against a real chain.',
  },
  STUB__LIVE_NOT_IMPLEMENTED: {
    outcome: 'denied',
    retry: 'fix',
    message: () => 'The stub adapter does not trade; it only simulates.',
    action: 'Use dryRun: true, or the real adapter (EXECUTION_ADAPTER=real).',
  },
});
