import type {
  AnyExecutionRequest,
  ErrorCode,
  ExecutionResult,
  RequestFingerprint,
} from '@quantbot/core';

/** Live trades move money; dry ones stop before signing and are kept apart. */
export type TradeMode = 'live' | 'dry';

/** A trade came to be. */
export interface TradeReceived {
  readonly name: 'TradeReceived';
  readonly key: string;
  /** True when the caller gave no key and this one was made up. */
  readonly keyDerived: boolean;
  readonly mode: TradeMode;
  readonly wallet: string;
  readonly request: AnyExecutionRequest;
  readonly fingerprint: RequestFingerprint;
  /** Wall time after which nothing may be signed, milliseconds since the Unix epoch. */
  readonly deadlineAtMs: number;
}

/** Refused by us. `result` is what a repeat is answered with. */
export interface TradeDenied {
  readonly name: 'TradeDenied';
  readonly code: ErrorCode;
  readonly result: ExecutionResult;
}

/** A denied key that was never signed is used again. */
export interface TradeReopened {
  readonly name: 'TradeReopened';
  /** As it was asked this time: what is not part of the fingerprint may have been corrected. */
  readonly request: AnyExecutionRequest;
  readonly deadlineAtMs: number;
}

/** What an admitted trade may take out of the wallet at worst; limits count it until it has ended. */
export interface Reservation {
  /** Lamports a buy puts into the swap; 0 for a sell. */
  readonly amountLamports: string;
  /** Lamports of fees and tips of every attempt it may make. */
  readonly feeLamports: string;
  /** Lamports that a new token account may lock. */
  readonly rentLamports: string;
}

/** Gates passed. */
export interface TradeAdmitted {
  readonly name: 'TradeAdmitted';
  /** Older journals do not tell. */
  readonly reserved?: Reservation;
}

/** The pipeline ran to the point of signing in dry-run. */
export interface TradeRehearsed {
  readonly name: 'TradeRehearsed';
  readonly result: ExecutionResult;
}

/** What one transaction will do and cost, fixed before anybody may sign it. */
export interface TransactionPlan {
  /** 1 for the first attempt of a trade, then one more each. */
  readonly number: number;
  readonly blockhash: string;
  /** Height after which these bytes can no longer land, by our own reckoning. */
  readonly deathHeight: string;
  /** Slot at which the chain was seen when this was signed. */
  readonly signedAtSlot: string;
  readonly tokenDecimals: number;
  readonly tokenProgram: string;
  /** Base units in, the same in every attempt of a trade. */
  readonly amountIn: string;
  readonly quotedOut: string;
  /** Least base units out; later attempts never go below the first. */
  readonly minimumOut: string;
  readonly baseFeeLamports: string;
  readonly priorityFeeLamports: string;
  readonly tipLamports: string;
  /** Accounts of the wallet whose balances the transaction touches. */
  readonly tokenAccount: string;
  readonly wrappedSolAccount: string;
  readonly venue: string;
  readonly slippageBps: number;
  /** Lamports that a new token account locks, 0 where none is made. Older journals do not tell. */
  readonly tokenRentLamports?: string;
}

/** A transaction with its signature: nothing of it changes any more. */
export interface AttemptPlan extends TransactionPlan {
  readonly signature: string;
  /** Signed transaction, base64. The same bytes go out however often. */
  readonly wireBase64: string;
}

/** A transaction that a remote signer is asked to sign. */
export interface PreparedPlan extends TransactionPlan {
  /** Message that the signer gets, base64: all that is needed to know its signature by. */
  readonly messageBase64: string;
}

/**
 * The message is durable, and a remote signer may be asked from now on. Nothing else tells a crash
 * while it was asked from one before: so it counts as signed until it is proven dead.
 */
export interface AttemptPrepared {
  readonly name: 'AttemptPrepared';
  readonly attempt: PreparedPlan;
}

/** The signer gave no usable signature, or it came too late to be used. It may have signed. */
export interface SignerFailed {
  readonly name: 'SignerFailed';
  /** Number of the prepared attempt. */
  readonly number: number;
  readonly code: ErrorCode;
  readonly reason: string;
}

/** No nodes are left that could prove the death of a prepared attempt. */
export interface PreparedUnprovable {
  readonly name: 'PreparedUnprovable';
  readonly number: number;
  readonly reason: string;
}

/** A prepared attempt is proven dead: nobody's signature of its message landed, and none can. */
export interface PreparedExpired {
  readonly name: 'PreparedExpired';
  readonly number: number;
  readonly deathHeight: string;
  readonly witnesses: readonly ExpiryWitness[];
}

/**
 * Bytes and signature are durable: the point of no return. After `AttemptPrepared` the signature of
 * that message, from its signer or found on chain.
 */
export interface AttemptSigned {
  readonly name: 'AttemptSigned';
  readonly attempt: AttemptPlan;
  /** True when nobody handed the signature to us: it was on chain, and follows a preparation. */
  readonly found?: true;
}

/** A lane took the bytes. */
export interface LaneAcknowledged {
  readonly name: 'LaneAcknowledged';
  readonly signature: string;
  readonly lane: string;
  readonly endpoint: string;
}

/** A first round of sends brought no acknowledgement. */
export interface SubmissionAmbiguous {
  readonly name: 'SubmissionAmbiguous';
  readonly signature: string;
  readonly reasons: readonly string[];
}

/** A node has the signature in a block. */
export interface SeenOnChain {
  readonly name: 'SeenOnChain';
  readonly signature: string;
  readonly slot: string;
  readonly commitment: string;
  readonly error: string | null;
  readonly witness: string;
}

/** Ran, at confirmed commitment. */
export interface AttemptConfirmed {
  readonly name: 'AttemptConfirmed';
  readonly signature: string;
  readonly slot: string;
  readonly witness: string;
}

/** Failed on chain, finalized. */
export interface AttemptReverted {
  readonly name: 'AttemptReverted';
  readonly signature: string;
  readonly slot: string;
  readonly error: string;
  readonly feeLamports: string;
  readonly witness: string;
  /** What the failure means; decides whether a further attempt may be made. */
  readonly code?: ErrorCode;
}

/** The confirmation was lost before finality. */
export interface AttemptRolledBack {
  readonly name: 'AttemptRolledBack';
  readonly signature: string;
}

/** One node's part in a proof of expiry. */
export interface ExpiryWitness {
  readonly label: string;
  readonly operator: string;
  readonly finalizedHeight: string;
  readonly statusSlot: string;
  readonly firstAvailableSlot: string;
}

/** No nodes are left that could prove the death: history is gone, or operators are too few. */
export interface ExpiryUnprovable {
  readonly name: 'ExpiryUnprovable';
  readonly signature: string;
  readonly reason: string;
}

/** Proven dead. */
export interface AttemptExpired {
  readonly name: 'AttemptExpired';
  readonly signature: string;
  readonly deathHeight: string;
  readonly witnesses: readonly ExpiryWitness[];
}

/** What a transaction really moved, from its own record. */
export interface Fill {
  readonly signature: string;
  readonly slot: string;
  /** Lamports on the SOL side of the swap. */
  readonly lamports: string;
  /** Base units on the token side of the swap. */
  readonly tokenUnits: string;
  readonly baseFeeLamports: string;
  readonly priorityFeeLamports: string;
  readonly tipLamports: string;
  /** Lamports locked in new accounts less those freed; negative when freed. */
  readonly rentLamports: string;
  /** Fee as the node reported it, which may leave the priority fee out. */
  readonly reportedFeeLamports: string;
}

/** Amounts are known at confirmed commitment; the first answer is given with them. */
export interface FillRead {
  readonly name: 'FillRead';
  readonly fill: Fill;
  readonly result: ExecutionResult;
}

/** Amounts are final. */
export interface FillRecorded {
  readonly name: 'FillRecorded';
  readonly fill: Fill;
  readonly witnesses: number;
  readonly result: ExecutionResult;
}

/** Proven that no attempt moved the position. */
export interface TradeFailed {
  readonly name: 'TradeFailed';
  readonly code: ErrorCode;
  readonly result: ExecutionResult;
}

/** Honoured: nothing was signed, or all that was signed is proven not to have moved anything. */
export interface TradeCancelled {
  readonly name: 'TradeCancelled';
  readonly result: ExecutionResult;
}

/** Remembered; forbids further attempts and leaves the live one alone. */
export interface CancelRequested {
  readonly name: 'CancelRequested';
}

/** The chain contradicts the journal. */
export interface ConflictObserved {
  readonly name: 'ConflictObserved';
  readonly signature: string;
  readonly detail: string;
  readonly result: ExecutionResult;
}

/** How a person may decide about a trade that evidence cannot end. */
export const RESOLUTIONS = ['landed', 'dead', 'accepted'] as const;

/** What a person holds for true of a trade. */
export type ResolutionKind = (typeof RESOLUTIONS)[number];

/** A person has decided what evidence could not. */
export interface TradeResolved {
  readonly name: 'TradeResolved';
  /** `landed`: the signature ran. `dead`: it moved nothing. `accepted`: the state stands as seen. */
  readonly as: ResolutionKind;
  readonly signature: string;
  readonly reason: string;
  /** Who decided. */
  readonly by: string;
  /** What the signature moved, where the chain could still tell. */
  readonly fill?: Fill;
  readonly result: ExecutionResult;
}

/** Everything that is ever written down about a trade. */
export type TradeEvent =
  | TradeReceived
  | TradeDenied
  | TradeReopened
  | TradeAdmitted
  | TradeRehearsed
  | AttemptPrepared
  | SignerFailed
  | PreparedUnprovable
  | PreparedExpired
  | AttemptSigned
  | LaneAcknowledged
  | SubmissionAmbiguous
  | SeenOnChain
  | AttemptConfirmed
  | AttemptReverted
  | AttemptRolledBack
  | ExpiryUnprovable
  | AttemptExpired
  | FillRead
  | FillRecorded
  | TradeFailed
  | TradeCancelled
  | CancelRequested
  | ConflictObserved
  | TradeResolved;

/** An event as it stands in the journal. */
export interface JournalledEvent {
  readonly tradeId: string;
  /** 1 for the first event of a trade, then one more each. */
  readonly version: number;
  readonly atMs: number;
  readonly event: TradeEvent;
}
