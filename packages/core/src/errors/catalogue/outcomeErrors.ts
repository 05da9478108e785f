import { defineErrors } from '../defineErrors.ts';

/** What can be said of a trade after something was signed, and what is broken on our side. */
export const outcomeErrors = defineErrors({
  CONFIRM__OUTCOME_UNKNOWN: {
    outcome: 'unknown',
    retry: 'ask-again',
    message: (
      context: { signature: string; deathHeight: bigint } | { key: string; reason: string },
    ) =>
      'key' in context
        ? `The outcome of trade "${context.key}" is not known: ${context.reason}.`
        : `The outcome of ${context.signature} is not known yet; it can land until block height ` +
          `${context.deathHeight}.`,
    action: 'Repeat with the same key to see it through; never trade again under another key.',
  },
  EXECUTOR__STILL_WORKING: {
    outcome: 'unknown',
    retry: 'ask-again',
    message: (context: { key: string; waitMs: number }) =>
      `Trade "${context.key}" had nothing signed that can land when the ${context.waitMs} ms ` +
      `this caller waited had passed, and may still be signed.`,
    action: 'Repeat with the same key to see it through, or cancel it.',
  },
  JOURNAL__WRITE_UNCERTAIN: {
    outcome: 'unknown',
    retry: 'ask-again',
    message: (context: { key: string; reason: string }) =>
      `The journal failed while trade "${context.key}" was open (${context.reason}); whether the ` +
      `trade will be signed after a restart is not known.`,
    action: 'Mend the disk, start again, and repeat with the same key; never use another.',
  },
  CONFIRM__UNPROVABLE: {
    outcome: 'unknown',
    retry: 'ask-again',
    message: (context: { signature: string; reason: string }) =>
      `Whether ${context.signature} landed cannot be proven: ${context.reason}.`,
    action:
      'Add a node of another operator with full history, or find out for yourself and decide with ' +
      'quantbot resolve. Until then the trade stays open.',
  },
  CONFIRM__REVERTED: {
    outcome: 'failed',
    retry: 'new-key',
    message: (context: { signature: string; reason: string }) =>
      `Transaction ${context.signature} is in a block but failed: ${context.reason}. ` +
      `No position was moved; its fee is spent.`,
    action: 'Decide again under a new key.',
  },
  CONFIRM__SLIPPAGE_EXCEEDED: {
    outcome: 'failed',
    retry: 'new-key',
    newAttempt: true,
    message: (context: { signature: string; program: string; customErrorCode: number }) =>
      `Transaction ${context.signature} failed because the price moved beyond the slippage ` +
      `(program ${context.program}, error ${context.customErrorCode}). No position was moved.`,
    action: 'Decide again at the new price under a new key.',
  },
  CONFIRM__EXPIRED: {
    outcome: 'failed',
    retry: 'new-key',
    newAttempt: true,
    message: (context: { signature: string; deathHeight: bigint }) =>
      `Transaction ${context.signature} is proven never to have landed and can no longer land ` +
      `(block height ${context.deathHeight} is finalized).`,
    action: 'Decide again under a new key; look at lane health and the priority fee.',
  },
  CONFIRM__ROLLED_BACK: {
    outcome: 'failed',
    retry: 'new-key',
    message: (context: { signature: string }) =>
      `Transaction ${context.signature} was confirmed, then rolled back, and is proven dead.`,
    action: 'An earlier answer said success: correct the position that was built on it.',
  },
  CONFIRM__CANCELLED: {
    outcome: 'failed',
    retry: 'new-key',
    message: (context: { key: string; attempts: number }) =>
      `Trade "${context.key}" was cancelled; what was signed of it (${context.attempts}) is proven ` +
      `to have moved no position.`,
    action: 'Nothing to do; a reverted transaction has cost its fee.',
  },
  PRICE__MOVED: {
    outcome: 'failed',
    retry: 'new-key',
    message: (context: { firstMinimumOut: bigint; quotedOut: bigint }) =>
      `A further attempt would bring ${context.quotedOut} base units; the first one promised at ` +
      `least ${context.firstMinimumOut}, and no later one may take less.`,
    action: 'Decide again at the new price under a new key.',
  },
  FILL__MISMATCH: {
    outcome: 'internal',
    retry: 'ask-again',
    message: (context: { signature: string; detail: string }) =>
      `The balance changes of ${context.signature} do not add up: ${context.detail}.`,
    action: 'Compare the transaction with the journal, then decide with quantbot resolve.',
  },
  TRADE__CONFLICTED: {
    outcome: 'internal',
    retry: 'ask-again',
    message: (context: { signature: string; detail: string }) =>
      `The chain contradicts the journal about ${context.signature}: ${context.detail}.`,
    action: 'Compare the chain with the journal, then decide with quantbot resolve.',
  },
  RESOLVE__HELD_FOR_DEAD: {
    outcome: 'failed',
    retry: 'new-key',
    message: (context: { key: string; signature: string; by: string; reason: string }) =>
      `Trade "${context.key}" is held for dead by decision of ${context.by}: ${context.reason} ` +
      `(${context.signature}).`,
    action: 'Nothing to do. If the signature shows on chain after all, the trade is in conflict.',
  },
  RESOLVE__FILL_UNKNOWN: {
    outcome: 'note',
    retry: 'none',
    message: (context: { signature: string; by: string; reason: string }) =>
      `${context.signature} is held for landed by decision of ${context.by}: ${context.reason}; ` +
      `what it moved could not be read.`,
    action: 'Correct the position that is built on this trade by hand.',
  },
  RESOLVE__ACCEPTED: {
    outcome: 'internal',
    retry: 'ask-again',
    message: (context: { key: string; status: string; by: string; reason: string }) =>
      `Trade "${context.key}" is accepted as it was seen (${context.status}) by decision of ` +
      `${context.by}: ${context.reason}.`,
    action: 'Correct the position that is built on this trade by hand.',
  },
  JOURNAL__UNAVAILABLE: {
    outcome: 'configuration',
    retry: 'same-key',
    message: (context: { path: string; reason: string }) =>
      `The journal ${context.path} cannot be used: ${context.reason}.`,
    action: 'Check the disk and the permissions of the data directory.',
  },
  JOURNAL__LOCKED: {
    outcome: 'configuration',
    retry: 'same-key',
    message: (context: { path: string; waitedMs: number }) =>
      `Another process owns the journal ${context.path} (waited ${context.waitedMs} ms).`,
    action: 'Stop it or let it finish; one process at a time owns a data directory.',
  },
  JOURNAL__SCHEMA_NEWER: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; found: number; supported: number }) =>
      `The journal ${context.path} has schema ${context.found}; this version knows up to ` +
      `${context.supported}.`,
    action: 'Run the newer version that wrote it.',
  },
  JOURNAL__WRONG_OWNER: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; field: string; stored: string; found: string }) =>
      `The journal ${context.path} belongs to ${context.field} ${context.stored}, ` +
      `not ${context.found}.`,
    action: 'Use one data directory per wallet and cluster.',
  },
  JOURNAL__DAMAGED: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; detail: string }) =>
      `The journal ${context.path} is damaged: ${context.detail}.`,
    action:
      'Keep a copy, run quantbot journal verify, and look the signatures of open trades up on ' +
      'chain before anything is traded again.',
  },
  JOURNAL__MISSING: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string }) =>
      `There is no journal at ${context.path}: nothing was traded from this data directory yet.`,
    action: 'Check EXECUTION_DATA_DIR, or trade first.',
  },
  JOURNAL__TRADE_NOT_FOUND: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { key: string; path: string }) =>
      `The journal ${context.path} has no trade with key "${context.key}".`,
    action: 'Check the key and EXECUTION_DATA_DIR.',
  },
  INVARIANT__TRANSITION_ILLEGAL: {
    outcome: 'internal',
    retry: 'ask-again',
    message: (context: { machine: string; state: string; event: string }) =>
      `The ${context.machine} machine has no transition from ${context.state} on ${context.event}.`,
    action: 'This is a defect: keep the journal and report it.',
  },
  INVARIANT__VIOLATED: {
    outcome: 'internal',
    retry: 'ask-again',
    message: (context: { id: string; detail: string }) =>
      `Invariant ${context.id} does not hold: ${context.detail}.`,
    action: 'This is a defect: keep the journal and report it.',
  },
  INTERNAL__UNEXPECTED: {
    outcome: 'internal',
    retry: 'ask-again',
    message: (context: { reason: string }) => `Something unexpected happened: ${context.reason}.`,
    action: 'Ask for the trade by its key before anything else; then report this.',
  },
});
