import { defineErrors } from '../defineErrors.ts';

function shown(signatures: readonly string[], total: number): string {
  const more = total > signatures.length ? ` and ${total - signatures.length} more` : '';
  return `${signatures.join(', ')}${more}`;
}

/** Transactions that the journal lacks. */
export interface ForeignContext {
  readonly wallet: string;
  readonly path: string;
  /** The newest of them. */
  readonly signatures: readonly string[];
  readonly total: number;
}

/** What is missing of an asset. */
export interface DeficitContext {
  readonly wallet: string;
  /** `SOL` or the address of a mint. */
  readonly asset: string;
  readonly expected: bigint;
  readonly found: bigint;
  readonly slot: bigint;
}

/** The wallet's history on chain, held against the journal. */
export const historyErrors = defineErrors({
  JOURNAL__COPIED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { readonly path: string }) =>
      `The journal ${context.path} is not the file that was traded from before: it is a copy, a ` +
      'restored backup, or was moved to another file system. If the original still trades, both ' +
      'would sign for the trades that were open when it was copied.',
    action:
      'Use the data directory that the wallet traded from. Where this one takes its place, make ' +
      'sure that nothing trades from the other any more, and record it with ' +
      'quantbot journal adopt --reason (docs/operations/journal-lost.md).',
  },
  JOURNAL__FOREIGN_SIGNATURES: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: ForeignContext) =>
      `The wallet ${context.wallet} signed transactions that the journal ${context.path} does ` +
      `not have: ${shown(context.signatures, context.total)}.`,
    action:
      'Find out what else signs for this wallet and stop it; then record it with ' +
      'quantbot journal adopt --reason (docs/operations/journal-lost.md).',
  },
  JOURNAL__HISTORY_MISSING: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: ForeignContext) =>
      `The journal ${context.path} is empty, and the wallet ${context.wallet} has signed ` +
      `transactions before: ${shown(context.signatures, context.total)}.`,
    action:
      'Use the data directory that this wallet traded from. Only when that is lost for good: ' +
      'quantbot journal adopt --reason (docs/operations/journal-lost.md).',
  },
  RECONCILE__DEFICIT: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: DeficitContext) =>
      `The wallet ${context.wallet} must hold at least ${context.expected} base units of ` +
      `${context.asset} by its journal and holds ${context.found} at slot ${context.slot}.`,
    action:
      'Find out what took them (quantbot reconcile), and stop it; then record it with ' +
      'quantbot journal adopt --reason (docs/operations/wallet-deficit.md).',
  },
  JOURNAL__HISTORY_TOO_LONG: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { wallet: string; path: string; entriesMax: number }) =>
      `More than ${context.entriesMax} transactions name the wallet ${context.wallet} since the ` +
      `newest that the journal ${context.path} accounts for; they are not looked at one by one.`,
    action:
      'Make sure that nothing else signs for this wallet, then record it with ' +
      'quantbot journal adopt --reason (docs/operations/journal-lost.md).',
  },
});
