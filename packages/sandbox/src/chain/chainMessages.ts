/** What the parent tells the chain's process to do, sent once after it was started. */
export interface StartChainMessage {
  readonly kind: 'start';
  /** Time between two slots in milliseconds. */
  readonly slotMs: number;
  /** Programs to deploy, each from a file that holds its shared object. */
  readonly programs: readonly { readonly address: string; readonly path: string }[];
  /** Balances to give, in lamports. The binding takes numbers, so at most 2^53 - 1. */
  readonly balances: readonly { readonly address: string; readonly lamports: number }[];
}

/** What the chain's process answers, once. */
export type ChainAnswer =
  | { readonly kind: 'ready'; readonly rpcUrl: string; readonly wsUrl: string }
  | { readonly kind: 'failed'; readonly message: string }
  /** There is no chain to start here, however often it is tried. */
  | { readonly kind: 'unavailable'; readonly message: string };
