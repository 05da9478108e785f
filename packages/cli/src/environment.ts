import type { SwapDecoder } from '@quantbot/core';
import {
  DEFAULT_SETTINGS,
  JUPITER_PROGRAM_ADDRESS,
  type ExecutionSettings,
} from '@quantbot/executor';
import { createSandboxSwapDecoder } from '@quantbot/sandbox';
import { loadExecutionSettings, readEnvironment } from '@quantbot/workflows';

/** What the environment and the configuration file say, ready for an adapter. */
export interface CommandEnvironment {
  readonly dryRun: boolean;
  readonly settings: ExecutionSettings;
  readonly jupiterApiKey: string | undefined;
  readonly decoders: readonly SwapDecoder[];
  /** Directory of the journal. */
  readonly dataDirectory: string;
}

/**
 * Reads the environment for a command. The one place of this package that looks at it.
 *
 * @param warn - Told of every text that has no effect although somebody seems to have meant one.
 * @throws ExecutionError `CONFIG__*`
 */
export function readCommandEnvironment(warn: (message: string) => void): CommandEnvironment {
  const environment = readEnvironment(process.env, warn);
  const settings = loadExecutionSettings(environment);
  return {
    dryRun: environment.dryRun,
    settings,
    jupiterApiKey: environment.jupiterApiKey,
    decoders: sandboxDecoders(settings),
    dataDirectory: settings.dataDirectory ?? DEFAULT_SETTINGS.dataDirectory,
  };
}

/** Off mainnet, an allowed program that is not Jupiter's is a sandbox's own swap program. */
function sandboxDecoders({ cluster, allowedPrograms = [] }: ExecutionSettings): SwapDecoder[] {
  if ((cluster ?? DEFAULT_SETTINGS.cluster) === 'mainnet-beta') return [];
  return allowedPrograms
    .filter((program) => program !== JUPITER_PROGRAM_ADDRESS)
    .map((program) => createSandboxSwapDecoder(program));
}
