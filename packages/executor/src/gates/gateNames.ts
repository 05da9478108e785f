/** Gates that judge buys alone unless `alsoOnSells` names them: on sells they could trap a position. */
export const WIDENABLE_GATES = [
  'tokenList',
  'position',
  'exposure',
  'positions',
  'dailyLoss',
  'dailyVolume',
  'dailyFees',
  'tokenSafety',
  'priceImpact',
  'priceDeviation',
  'markedLoss',
] as const;

/** A gate that may be widened to sells. */
export type WidenableGate = (typeof WIDENABLE_GATES)[number];

/** Every gate, in the order in which they are asked. */
export const GATE_NAMES = [
  'tradingState',
  'slippage',
  'openTrades',
  'tokenList',
  'tradeSize',
  'position',
  'exposure',
  'positions',
  'dailyLoss',
  'dailyVolume',
  'dailyFees',
  'orderRate',
  'tokenSafety',
  'priceImpact',
  'priceDeviation',
  'markedLoss',
  'feeBudget',
  'solReserve',
  'quoteAge',
] as const;

/** Name of a gate. */
export type GateName = (typeof GATE_NAMES)[number];
