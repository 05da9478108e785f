/** What may be traded: everything, sells only, or nothing. */
export const TRADING_STATES = ['active', 'reducing', 'halted'] as const;

/** What may be traded. */
export type TradingState = (typeof TRADING_STATES)[number];

/** What each state allows, and how it is left. */
export const TRADING_STATE_MEANINGS = {
  active: 'Everything that limits and gates allow.',
  reducing:
    'Sells only: a buy is denied before its key is claimed. One that the breaker set is left by a ' +
    'probe that succeeds or by a person, one that a person set by a person alone.',
  halted:
    'No new signature at all. What is signed is followed and proven to its end. Left by a person ' +
    'alone.',
} as const satisfies Record<TradingState, string>;

/** What may become of signed bytes that have not landed while trading is halted. */
export const IN_FLIGHT_POLICIES = ['reduce-only', 'drop', 'keep'] as const;

/**
 * `reduce-only`: bytes of buys are not sent again, bytes of sells are. `drop`: nothing is sent
 * again. `keep`: everything is. What has left can land all the same, until its death height.
 */
export type InFlightPolicy = (typeof IN_FLIGHT_POLICIES)[number];

/** A change of the trading state, as somebody wants it. */
export interface TradingDecision {
  readonly state: TradingState;
  /** Whether a person decided, or the breaker. */
  readonly origin: 'person' | 'breaker';
  /** Who decided. */
  readonly by: string;
  /** Why, for whoever reads the journal later. */
  readonly reason: string;
  /** Means something only while halted. */
  readonly inFlight: InFlightPolicy;
}

/** A change of the trading state, as the journal has it. The newest one holds. */
export interface TradingChange extends TradingDecision {
  /** 1 for the first of a journal, then one more each. */
  readonly number: number;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** How many changes to read, newest first. */
export interface TradingChangesQuery {
  readonly limit: number;
}
