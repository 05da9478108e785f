/** What a block engine says about a bundle it gave an id. */
export type InflightStatus = 'Invalid' | 'Pending' | 'Failed' | 'Landed';

/** Answer to a bundle. An id means "received" and nothing more. */
export type BundleAnswer =
  | { readonly kind: 'accepted'; readonly bundleId: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** A bundle that is in a block. */
export interface BundleLanding {
  readonly bundleId: string;
  readonly signatures: readonly string[];
  readonly slot: bigint;
  readonly commitment: 'processed' | 'confirmed' | 'finalized';
}

/** One HTTP call to the block engine, as a client makes it. */
export interface BlockEngineHttpCall {
  readonly method: 'GET' | 'POST';
  /** Full address or path; what stands before `/api/v1` is not looked at. */
  readonly url: string;
  readonly body?: string;
}

/** A block engine that takes bundles to the leaders. */
export interface ModelBlockEngine {
  /** Tip accounts, those of mainnet. */
  readonly tipAccounts: readonly string[];
  /** Takes one to five transactions that land all or none. */
  sendBundle(wires: readonly Uint8Array[]): BundleAnswer;
  /** Where landed bundles are; one that did not land has no entry. */
  bundleStatuses(bundleIds: readonly string[]): readonly BundleLanding[];
  inflightStatuses(bundleIds: readonly string[]): ReadonlyArray<{
    readonly bundleId: string;
    readonly status: InflightStatus;
    readonly slot: bigint | undefined;
  }>;
  /** Answers an HTTP call as the real service shapes it, so that a client's own code is run. */
  answerHttp(call: BlockEngineHttpCall): { readonly status: number; readonly body: string };
}
