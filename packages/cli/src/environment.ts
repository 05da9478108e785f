import { ExecutionError, type SwapDecoder } from '@quantbot/core';
import {
  DEFAULT_SETTINGS,
  JUPITER_PROGRAM_ADDRESS,
  type ExecutionSettings,
} from '@quantbot/executor';
import { createSandboxSwapDecoder } from '@quantbot/sandbox/decoder';
import {
  EXPOSED_PASSPHRASE_VARIABLE,
  loadSettings,
  readEnvironment,
  type RolloutCeiling,
  type RolloutRules,
  type TelemetrySettings,
} from '@quantbot/workflows';

/** What the environment and the configuration file say, ready for an adapter. */
export interface CommandEnvironment {
  readonly dryRun: boolean;
  readonly settings: ExecutionSettings;
  readonly jupiterApiKey: string | undefined;
  readonly decoders: readonly SwapDecoder[];
  /** Directory of the journal. */
  readonly dataDirectory: string;
  /** The farthest stage of a rollout, for a command that trades through one. */
  readonly ceiling: RolloutCeiling;
  readonly rules: RolloutRules;
  /** Where metrics and traces go. */
  readonly telemetry: TelemetrySettings;
}

/** Variables by name, as `process.env` has them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment for a command. The one place of this package that looks at it.
 *
 * @param warn - Told of every text that has no effect although somebody seems to have meant one.
 * @param variables - Variables to read.
 * @throws ExecutionError `CONFIG__*`
 */
export function readCommandEnvironment(
  warn: (message: string) => void,
  variables: Variables = process.env,
): CommandEnvironment {
  const environment = readEnvironment(withAdapter(variables), warn);
  if (environment.adapter === 'stub' && !environment.dryRun) {
    throw new ExecutionError('CONFIG__CONTRADICTION', {
      first: 'EXECUTION_DRY_RUN=false of a command that trades by the real adapter',
      second: 'EXECUTION_ADAPTER=stub or USE_REAL_EXECUTION=false',
    });
  }
  const { settings, rollout: rules } = loadSettings(environment);
  return {
    dryRun: environment.dryRun,
    settings,
    jupiterApiKey: environment.jupiterApiKey,
    decoders: sandboxDecoders(settings),
    dataDirectory: settings.dataDirectory ?? DEFAULT_SETTINGS.dataDirectory,
    ceiling: environment.ceiling,
    rules,
    telemetry: environment.telemetry,
  };
}

/** What commands that look after a rollout need to know of the environment. */
export type RolloutEnvironment = Pick<
  CommandEnvironment,
  'ceiling' | 'decoders' | 'dryRun' | 'rules' | 'settings'
>;

/**
 * Reads the environment as a process that trades through the rollout would.
 *
 * @param warn - Told of every text that has no effect although somebody seems to have meant one.
 * @param variables - Variables to read.
 * @throws ExecutionError `CONFIG__*`
 */
export function readRolloutEnvironment(
  warn: (message: string) => void,
  variables: Variables = process.env,
): RolloutEnvironment {
  const environment = readEnvironment(variables, warn);
  const { settings, rollout: rules } = loadSettings(environment);
  const { ceiling, dryRun } = environment;
  return { ceiling, dryRun, settings, rules, decoders: sandboxDecoders(settings) };
}

/** What commands that handle keys need to know of the environment. */
export function readCredentialVariables(variables: Variables = process.env): Variables {
  const names = ['CREDENTIALS_DIRECTORY', EXPOSED_PASSPHRASE_VARIABLE];
  return Object.fromEntries(names.map((name) => [name, variables[name]]));
}

/** The commands use the real adapter, and need nobody to choose it. */
function withAdapter(variables: Variables): Variables {
  const isChosen = ['EXECUTION_ADAPTER', 'USE_REAL_EXECUTION', 'EXECUTION_STAGE'].some(
    (name) => variables[name] !== undefined && variables[name] !== '',
  );
  return isChosen ? variables : { ...variables, EXECUTION_ADAPTER: 'real' };
}

/** Off mainnet, an allowed program that is not Jupiter's is a sandbox's own swap program. */
function sandboxDecoders({ cluster, allowedPrograms = [] }: ExecutionSettings): SwapDecoder[] {
  if ((cluster ?? DEFAULT_SETTINGS.cluster) === 'mainnet-beta') return [];
  return allowedPrograms
    .filter((program) => program !== JUPITER_PROGRAM_ADDRESS)
    .map((program) => createSandboxSwapDecoder(program));
}
