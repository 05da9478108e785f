/**
 * # @quantbot/core
 *
 * What every part of QuantBot execution agrees on: the ports a strategy and an adapter meet at,
 * exact amounts, the error catalogue, and the rules a request is held against. It has no
 * dependencies and touches neither clock, chance, network nor disk, so a strategy that imports it
 * drags nothing along.
 *
 * Adapters prove that they keep the port's promises with the suite in `@quantbot/core/contract`.
 *
 * @packageDocumentation
 */
export { floorAmount, readAmount, type AmountReading } from './amounts/amount.ts';
export { decimalText, formatUnits, toDecimal, type Decimal } from './amounts/decimalText.ts';
export {
  minimumLamportsAtLimit,
  minimumTokensAtLimit,
  priceText,
  type SwapLegs,
} from './amounts/price.ts';
export {
  baseUnits,
  BPS_PER_WHOLE,
  divCeil,
  divFloor,
  lamports,
  LAMPORTS_PER_SOL,
  microLamportsPerComputeUnit,
  SOL_DECIMALS,
  U64_MAX,
  type BaseUnits,
  type Lamports,
  type MicroLamportsPerComputeUnit,
} from './amounts/units.ts';
export { assertNever } from './assertNever.ts';
export { isBase58Address } from './base58.ts';
export type { Chain } from './chain.ts';
export type {
  ErrorContextValue,
  ErrorDescriptor,
  ErrorOutcome,
  RetryAdvice,
} from './errors/defineErrors.ts';
export {
  describeError,
  ERROR_CODES,
  errorCatalogue,
  isErrorCode,
  type ErrorCode,
  type ErrorContext,
} from './errors/errorCatalogue.ts';
export {
  ExecutionError,
  isExecutionError,
  reasonOf,
  renderError,
  type ContextArguments,
} from './errors/executionError.ts';
export { EXIT_CODE, exitCodeFor } from './errors/exitCode.ts';
export {
  explainError,
  messageTemplate,
  OUTCOME_MEANINGS,
  RETRY_MEANINGS,
  type ErrorExplanation,
} from './errors/explainError.ts';
export {
  errorFromFault,
  fault,
  faultFromError,
  isFault,
  isKeyReusable,
  type Fault,
} from './errors/fault.ts';
export {
  breakerAfterFailure,
  breakerAfterSuccess,
  breakerWaitMs,
  CLOSED_BREAKER,
  DEFAULT_BREAKER_RULES,
  type BreakerRules,
  type BreakerState,
} from './execution/circuitBreaker.ts';
export { faultResult } from './execution/faultResult.ts';
export { outcomeOf } from './execution/outcomeOf.ts';
export {
  differingField,
  fingerprintRequest,
  fingerprintText,
  type RequestFingerprint,
} from './execution/fingerprint.ts';
export { simulateExecution } from './execution/simulateExecution.ts';
export { snapshotRequest } from './execution/snapshotRequest.ts';
export {
  LANE_POLICIES,
  TRADE_STATUSES,
  type LanePolicy,
  type TradeStatus,
} from './execution/tradeStatus.ts';
export {
  amountFault,
  DEFAULT_REQUEST_RULES,
  REQUEST_FIELDS,
  validateRequest,
  WRAPPED_SOL_MINT,
  type RequestRules,
} from './execution/validateRequest.ts';
export type { ClockPort } from './ports/clockPort.ts';
export type {
  AnyExecutionRequest,
  ExecutionFees,
  ExecutionPort,
  ExecutionRequest,
  ExecutionRequestOptions,
  ExecutionResult,
  PortionedExecutionRequest,
  QuotedAmounts,
  TradeSide,
} from './ports/executionPort.ts';
export type {
  Candle,
  HistoricalPriceRequest,
  HistoricalPriceResponse,
  MarketDataMetadataRequest,
  MarketDataOhlcvRequest,
  MarketDataPort,
  TokenMetadata,
} from './ports/marketDataPort.ts';
export type {
  StateDeleteRequest,
  StateGetRequest,
  StateGetResult,
  StateOperation,
  StatePort,
  StateQueryRequest,
  StateQueryResult,
  StateSetRequest,
  StateTransaction,
  StateTransactionResult,
  StateWriteResult,
} from './ports/statePort.ts';
export type {
  DecodedSwap,
  SwapAccount,
  SwapDecoder,
  SwapInstruction,
  UndecodableSwap,
} from './ports/swapDecoder.ts';
export type {
  EventEmission,
  MetricEmission,
  MetricType,
  SpanEmission,
  TelemetryPort,
} from './ports/telemetryPort.ts';
export { createTokenAddress, type TokenAddress } from './tokenAddress.ts';
export { absorbRejection } from './telemetry/absorbRejection.ts';
export { EVENT_NAMES, type EventName } from './telemetry/eventNames.ts';
export {
  defineMetrics,
  type LabelSource,
  type LabelValues,
  type MetricDefinition,
  type MetricUnit,
} from './telemetry/metricDefinition.ts';
export { METRICS, type MetricLabels, type MetricName } from './telemetry/metrics.ts';
export { PIPELINE_STAGES, type PipelineStage } from './telemetry/pipelineStages.ts';
