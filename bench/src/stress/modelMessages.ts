/** How the model process is to start. */
export interface ModelProcessPlan {
  readonly slotMs: number;
  readonly wallets: number;
  readonly tokens: number;
  readonly operators: number;
}

/** Where the model listens. */
export interface ModelProcessReady {
  readonly kind: 'ready';
  readonly rpc: ReadonlyArray<{ readonly url: string; readonly operator: string }>;
  /** WebSocket of each node, in the order of `rpc`. */
  readonly webSockets: readonly string[];
  readonly jupiterUrl: string;
  readonly jitoUrl: string;
  readonly wallets: ReadonlyArray<{ readonly address: string; readonly keypairPath: string }>;
  readonly mints: readonly string[];
  readonly allowedPrograms: readonly string[];
}

/** What the parent asks the model process. */
export type ModelQuestion =
  | { readonly kind: 'truth' }
  /** Lets slots pass at once. */
  | { readonly kind: 'advance'; readonly slots: number };

/** A final execution, in texts that JSON carries exactly. */
export interface FinalLanding {
  readonly signature: string;
  readonly wallet: string;
  readonly error: string | null;
  readonly feeLamports: string;
  /** Change of the wallet's own lamports. */
  readonly lamports: string;
  /** Base units the wallet's token accounts gained, by mint. */
  readonly units: Readonly<Record<string, string>>;
}

/** What really happened on the chain. */
export interface ModelTruthReport {
  readonly kind: 'truth';
  readonly landings: readonly FinalLanding[];
  /** Signatures of all bytes ever handed in. */
  readonly submitted: readonly string[];
  /** Lamports of each wallet at the newest block, in the order of the wallets. */
  readonly lamports: readonly string[];
}

/** What the model process answers. */
export type ModelAnswer = ModelProcessReady | ModelTruthReport | { readonly kind: 'advanced' };
