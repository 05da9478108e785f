/** States of a trade. docs/lifecycle.md tells how each is entered and left. */
export const TRADE_STATUSES = [
  'received',
  'denied',
  'admitted',
  'executing',
  'settling',
  'filled',
  'failed',
  'cancelled',
  'conflicted',
  'resolved',
] as const;

/** State of a trade. */
export type TradeStatus = (typeof TRADE_STATUSES)[number];

/** Ways a signed transaction may take to the chain. */
export const LANE_POLICIES = ['jito-only', 'jito-then-rpc', 'race', 'rpc-only'] as const;

/**
 * Which lanes carry a trade. `jito-only`: we send to block engines only. `jito-then-rpc`: public
 * after some slots. `race`: everywhere at once. `rpc-only`: no block engine and no tip.
 */
export type LanePolicy = (typeof LANE_POLICIES)[number];
