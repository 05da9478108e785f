/**
 * # @quantbot/workflows
 *
 * Where ports meet adapters. `createProductionPorts` reads the environment and hands a workflow
 * everything it reaches the world through: the stub or the real execution adapter, its state, its
 * telemetry and the clock. `runTradeWorkflow` asks for one trade and says what became of it.
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
export { guardTelemetry } from './adapters/guardTelemetry.ts';
export { createMarketDataUnavailableAdapter } from './adapters/marketDataUnavailableAdapter.ts';
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
export { loadExecutionSettings } from './context/loadExecutionSettings.ts';
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
export type { Delay } from './platform/systemDelay.ts';
export {
  runTradeWorkflow,
  type TradeNotExecuted,
  type TradeOutcome,
  type TradePorts,
} from './workflows/runTradeWorkflow.ts';
