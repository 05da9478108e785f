/** A bundle the engine gave an id for. */
export interface KnownBundle {
  readonly bundleId: string;
  readonly signatures: readonly string[];
  /** Slot after which the engine tries no more. */
  readonly lastSlot: bigint;
  /** Whether its status stays `Invalid` whatever became of it. */
  readonly isDenied: boolean;
  /** Whether the chain or its auction has turned it down. */
  hasFailed: boolean;
}

/** Bundles by their id. */
export type BundleBook = Map<string, KnownBundle>;
