/** What the parent tells the chain's process. */
export type ParentMessage =
  | StartChainMessage
  /** It is there, told several times a second: the slots stop while it is not. */
  | { readonly kind: 'present' }
  /** The slots are to stop, or to go on. */
  | { readonly kind: 'hold'; readonly isHeld: boolean };

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

/** What the chain's process answers to a start. */
export type ChainAnswer =
  | { readonly kind: 'ready'; readonly rpcUrl: string; readonly wsUrl: string }
  | { readonly kind: 'failed'; readonly message: string }
  /** There is no chain to start here, however often it is tried. */
  | { readonly kind: 'unavailable'; readonly message: string };

/** What the chain's process answers to each wish to hold the slots, in their order. */
export interface HoldAnswer {
  readonly kind: 'hold';
  /** Why it was not done; absent when it was. */
  readonly problem?: string;
}
