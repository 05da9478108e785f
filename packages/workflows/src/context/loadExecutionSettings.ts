import { ExecutionError, reasonOf } from '@quantbot/core';
import {
  parseExecutionSettings,
  refuseRepeatedNames,
  type ExecutionSettings,
} from '@quantbot/executor';

import type { ProductionEnvironment } from '../environment.ts';
import { readTextFile } from '../platform/readTextFile.ts';
import { compileRollout, type RolloutRules } from '../rollout/rolloutSettings.ts';

/** Everything that a file and the environment say together. */
export interface LoadedSettings {
  readonly settings: ExecutionSettings;
  readonly rollout: RolloutRules;
}

/** What of an environment says where settings are. */
export type SettingsSource = Pick<ProductionEnvironment, 'configPath' | 'settings'>;

/**
 * Settings of the real adapter: those of the file that EXECUTION_CONFIG names, and the environment's
 * where both say something.
 *
 * @param readFile - Reads the file as text. @defaultValue the disk
 * @throws ExecutionError `CONFIG__FILE_UNREADABLE` and what `parseExecutionSettings` throws.
 */
export function loadExecutionSettings(
  environment: SettingsSource,
  readFile: (path: string) => string = readTextFile,
): ExecutionSettings {
  return loadSettings(environment, readFile).settings;
}

/**
 * The same with the rules of the rollout, which are the file's field `rollout`.
 *
 * @param readFile - Reads the file as text. @defaultValue the disk
 * @throws ExecutionError `CONFIG__FILE_UNREADABLE` and what `parseExecutionSettings` throws.
 */
export function loadSettings(
  environment: SettingsSource,
  readFile: (path: string) => string = readTextFile,
): LoadedSettings {
  const { configPath: path, settings } = environment;
  if (path === undefined) return { settings, rollout: compileRollout(undefined, '') };
  let text: string;
  try {
    text = readFile(path);
  } catch (cause) {
    throw new ExecutionError('CONFIG__FILE_UNREADABLE', { path, reason: reasonOf(cause) });
  }
  const { rollout, rest } = takeRollout(text, path);
  const { jitoEndpoint, jitoEndpoints, ...file } = parseExecutionSettings(rest, path);
  const named = settings.jitoEndpoint !== undefined || settings.jitoEndpoints !== undefined;
  // The file may name the engines in one form and the environment in the other.
  const engines = named ? {} : withoutUndefined({ jitoEndpoint, jitoEndpoints });
  return {
    settings: { ...file, ...engines, ...settings },
    rollout: compileRollout(rollout, path),
  };
}

/** The executor knows nothing of a rollout; what is no object is for it to refuse. */
function takeRollout(
  text: string,
  path: string,
): { readonly rollout: unknown; readonly rest: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { rollout: undefined, rest: text };
  }
  if (typeof value !== 'object' || value === null || !('rollout' in value)) {
    return { rollout: undefined, rest: text };
  }
  // What is written anew says nothing twice any more.
  refuseRepeatedNames(text, path);
  const { rollout, ...rest } = value;
  return { rollout, rest: JSON.stringify(rest) };
}

function withoutUndefined(engines: object): ExecutionSettings {
  return Object.fromEntries(Object.entries(engines).filter(([, value]) => value !== undefined));
}
