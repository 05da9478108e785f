/**
 * # @quantbot/workflows
 *
 * Where ports meet adapters. `createProductionPorts` reads the environment and hands a workflow
 * everything it reaches the world through: the stub or the real execution adapter, its state, its
 * telemetry and the clock. Between the stub and live trading lies a staged rollout (`createRollout`):
 * shadow, canary, and a way back that strands no position. `runTradeWorkflow` asks for one trade and says what became of it.
 *
 * Money moves only when the environment says both `EXECUTION_ADAPTER=real` and
 * `EXECUTION_DRY_RUN=false`; a configuration file cannot switch it on.
 *
 * A strategy needs `@quantbot/core` alone: it sees ports, never adapters.
 *
 * @packageDocumentation
 */
export {
  createExecutionStubAdapter,
  type ExecutionStubConfig,
} from './adapters/executionStubAdapter.ts';
export {
  combineTelemetry,
  type CombineTelemetryConfig,
  type SinkName,
  type TelemetrySink,
} from './adapters/combineTelemetry.ts';
export { guardTelemetry } from './adapters/guardTelemetry.ts';
export { createMarketDataUnavailableAdapter } from './adapters/marketDataUnavailableAdapter.ts';
export { scrubTelemetry } from './adapters/scrubTelemetry.ts';
export { silentTelemetry } from './adapters/silentTelemetry.ts';
export {
  createStateSqliteAdapter,
  type StateSqliteAdapter,
  type StateSqliteConfig,
} from './adapters/stateSqliteAdapter.ts';
export {
  createTelemetryConsoleAdapter,
  type TelemetryConsoleConfig,
} from './adapters/telemetryConsoleAdapter.ts';
export {
  createProductionPorts,
  type ClosableExecution,
  type ProductionPortsOptions,
} from './context/createProductionPorts.ts';
export {
  createProductionTelemetry,
  type ProductionTelemetry,
  type TelemetrySettings,
} from './context/createProductionTelemetry.ts';
export {
  loadExecutionSettings,
  loadSettings,
  type LoadedSettings,
} from './context/loadExecutionSettings.ts';
export type { ProductionPorts } from './context/ports.ts';
export {
  credentialPath,
  readEnvironment,
  refuseExposedPassphrase,
  type EnvironmentVariables,
  type ProductionEnvironment,
} from './environment.ts';
export {
  ENVIRONMENT_VARIABLES,
  EXPOSED_PASSPHRASE_VARIABLE,
  type EnvironmentVariable,
  type EnvironmentVariableName,
} from './environmentVariables.ts';
export { standardErrorLines, type ErrorLines } from './platform/errorLines.ts';
export type { Delay } from './platform/systemDelay.ts';
export type { ShadowRecord, ShadowSide } from './rollout/compareShadow.ts';
export {
  createEntryGuard,
  type ClosableEntryGuard,
  type EntryGuardParts,
} from './rollout/createEntryGuard.ts';
export { createRollout, type Rollout, type RolloutOptions } from './rollout/createRollout.ts';
export type {
  RolloutControl,
  RolloutDecision,
  RolloutStatus,
} from './rollout/createRolloutControl.ts';
export type { AdapterQuestions, RolloutAdapter } from './rollout/realSide.ts';
export type { RolloutCeiling } from './rollout/rolloutCeiling.ts';
export {
  DEFAULT_ROLLOUT,
  rolloutSettingsSchema,
  type RolloutRules,
  type RolloutSettings,
} from './rollout/rolloutSettings.ts';
export {
  ROLLOUT_STAGE_MEANINGS,
  ROLLOUT_STAGES,
  type RolloutStage,
} from './rollout/rolloutStage.ts';
export type { RolloutMove, RolloutMoveKind } from './rollout/rolloutStore.ts';
export type { Route, RouteReason } from './rollout/routeRequest.ts';
export type { Percentiles, ShadowReport } from './rollout/shadowReport.ts';
export {
  runTradeWorkflow,
  type TradeNotExecuted,
  type TradeOutcome,
  type TradePorts,
} from './workflows/runTradeWorkflow.ts';
