import type { ClockPort, MarketDataPort, SwapDecoder, TelemetryPort } from '@quantbot/core';
import {
  createExecutionAdapter,
  haltFilePathOf,
  type EntryGuard,
  type ExecutionAdapterConfig,
  type ExecutionSettings,
} from '@quantbot/executor';

import { guardTelemetry } from '../adapters/guardTelemetry.ts';
import { createMarketDataUnavailableAdapter } from '../adapters/marketDataUnavailableAdapter.ts';
import { silentTelemetry } from '../adapters/silentTelemetry.ts';
import { createStateSqliteAdapter } from '../adapters/stateSqliteAdapter.ts';
import {
  readEnvironment,
  type EnvironmentVariables,
  type ProductionEnvironment,
} from '../environment.ts';
import { systemClock } from '../platform/systemClock.ts';
import { createEntryGuard } from '../rollout/createEntryGuard.ts';
import { createRollout, type Rollout } from '../rollout/createRollout.ts';
import type { RolloutAdapter } from '../rollout/realSide.ts';
import {
  createProductionTelemetry,
  type ProductionTelemetry,
} from './createProductionTelemetry.ts';
import { loadSettings, type LoadedSettings } from './loadExecutionSettings.ts';
import type { ProductionPorts } from './ports.ts';

/** An ExecutionPort that may hold something open. */
export type ClosableExecution = RolloutAdapter;

/** What a composition root or a test may bring along. Every field has a default. */
export interface ProductionPortsOptions {
  /** @defaultValue the environment of the process */
  readonly env?: EnvironmentVariables;
  /** Decoders of swap programs besides the built-in ones. */
  readonly decoders?: readonly SwapDecoder[];
  /** @defaultValue what the environment asks for, lines on the standard error at the least */
  readonly telemetry?: TelemetryPort;
  /** @defaultValue the machine's clock */
  readonly clock?: ClockPort;
  /** @defaultValue a port that knows nothing and says so */
  readonly marketData?: MarketDataPort;
  /** Reads the file that EXECUTION_CONFIG names. @defaultValue the disk */
  readonly readFile?: (path: string) => string;
  /** Makes the real adapter. @defaultValue `createExecutionAdapter` */
  readonly createAdapter?: (config: ExecutionAdapterConfig) => ClosableExecution;
}

const DATA_DIRECTORY = '.quantbot';
const STATE_FILE = 'state.sqlite';

/**
 * Makes the ports that production runs on, as the environment says: the stub adapter unless
 * `EXECUTION_ADAPTER=real`, and dry-run unless `EXECUTION_DRY_RUN` is exactly `false`. With the real
 * adapter the stage of the data directory's rollout decides for each request which of both answers;
 * without a rollout the real one answers everything (docs/rollout.md).
 *
 * @param path - File of the workflow state, `:memory:` for none.
 * @defaultValue `state.sqlite` in the data directory
 * @throws ExecutionError `CONFIG__*` for settings that contradict each other or cannot be used,
 * `STATE__*` when the state file cannot be used; nothing stays open then.
 *
 * @example
 * ```ts
 * const ports = await createProductionPorts();
 * const outcome = await runTradeWorkflow(request, ports);
 * await ports.close();
 * ```
 */
export async function createProductionPorts(
  path?: string,
  options: ProductionPortsOptions = {},
): Promise<ProductionPorts> {
  const clock = options.clock ?? systemClock;
  const warnings: string[] = [];
  const environment = readEnvironment(options.env, (message) => warnings.push(message));
  const reporting = await openTelemetry(environment, clock, options.telemetry);
  const telemetry = reporting.port;
  for (const message of warnings) {
    guardTelemetry(telemetry).emitEvent({ name: 'environment.warning', level: 'warn', message });
  }
  await using opened = new AsyncDisposableStack();
  opened.defer(async () => reporting.close());
  const loaded = loadSettings(environment, options.readFile);
  const statePath = path ?? `${loaded.settings.dataDirectory ?? DATA_DIRECTORY}/${STATE_FILE}`;
  const state = createStateSqliteAdapter({ path: statePath, clock });
  opened.defer(() => {
    state.close();
  });
  const { ceiling } = environment;
  const { settings, rollout: rules } = loaded;
  const entries = createEntryGuard({ ceiling, rules, settings, clock });
  opened.defer(() => {
    entries.close();
  });
  const { guard: entryGuard } = entries;
  const rollout = createExecution({ environment, loaded, clock, telemetry, options, entryGuard });
  opened.defer(async () => rollout.close());
  const whole = opened.move();
  return {
    marketData: options.marketData ?? createMarketDataUnavailableAdapter(telemetry),
    execution: rollout.execution,
    rollout: rollout.control,
    state,
    telemetry,
    clock,
    renderMetrics: async () => {
      // Others move it as well, and this process may not have traded since.
      rollout.tellState();
      return reporting.renderMetrics();
    },
    close: async () => whole.disposeAsync(),
  };
}

/** What the caller brings along is the caller's to render and to close. */
async function openTelemetry(
  { telemetry }: ProductionEnvironment,
  clock: ClockPort,
  given: TelemetryPort | undefined,
): Promise<Pick<ProductionTelemetry, 'port' | 'renderMetrics' | 'close'>> {
  if (given === undefined) return createProductionTelemetry(telemetry, clock);
  return {
    port: given,
    renderMetrics: async () => Promise.resolve('# The caller has the metrics.\n'),
    close: async () => Promise.resolve(),
  };
}

function createExecution(parts: {
  readonly environment: ProductionEnvironment;
  readonly loaded: LoadedSettings;
  readonly clock: ClockPort;
  readonly telemetry: TelemetryPort;
  readonly options: ProductionPortsOptions;
  readonly entryGuard: EntryGuard;
}): Rollout {
  const { environment, loaded, clock, telemetry, options, entryGuard } = parts;
  const { ceiling, dryRun, jupiterApiKey } = environment;
  const { settings, rollout: rules } = loaded;
  const { createAdapter = createExecutionAdapter, decoders, marketData } = options;
  const common = {
    clock,
    telemetry,
    ...(jupiterApiKey === undefined ? {} : { jupiterApiKey }),
    ...(decoders === undefined ? {} : { decoders }),
    // The port that knows nothing is no second source: a limit that needs one is refused at once.
    ...(marketData === undefined ? {} : { marketData }),
  };
  return createRollout({
    ceiling,
    dryRun,
    settings,
    rules,
    clock,
    telemetry,
    createReal: () => createAdapter({ ...settings, ...common, entryGuard, dryRun }),
    createShadow: (dataDirectory) =>
      createAdapter({
        ...shadowSettings(settings),
        ...common,
        // What a rehearsal counts must not look like trades.
        telemetry: silentTelemetry,
        dataDirectory,
        dryRun: true,
      }),
  });
}

/** A rehearsal needs no key, and stops where the real side stops. */
function shadowSettings(settings: ExecutionSettings): ExecutionSettings {
  const { keystorePassphraseFile: _unread, ...others } = settings;
  return { ...others, haltFilePath: haltFilePathOf(settings) };
}
