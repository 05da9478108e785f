import { ExecutionError, reasonOf } from '@quantbot/core';
import { parseExecutionSettings, type ExecutionSettings } from '@quantbot/executor';

import type { ProductionEnvironment } from '../environment.ts';
import { readTextFile } from '../platform/readTextFile.ts';

/**
 * Settings of the real adapter: those of the file that EXECUTION_CONFIG names, and the environment's
 * where both say something.
 *
 * @param readFile - Reads the file as text. @defaultValue the disk
 * @throws ExecutionError `CONFIG__FILE_UNREADABLE` and what `parseExecutionSettings` throws.
 */
export function loadExecutionSettings(
  environment: ProductionEnvironment,
  readFile: (path: string) => string = readTextFile,
): ExecutionSettings {
  const { configPath: path, settings } = environment;
  if (path === undefined) return settings;
  let text: string;
  try {
    text = readFile(path);
  } catch (cause) {
    throw new ExecutionError('CONFIG__FILE_UNREADABLE', { path, reason: reasonOf(cause) });
  }
  const { jitoEndpoint, jitoEndpoints, ...file } = parseExecutionSettings(text, path);
  const named = settings.jitoEndpoint !== undefined || settings.jitoEndpoints !== undefined;
  // The file may name the engines in one form and the environment in the other.
  const engines = named ? {} : withoutUndefined({ jitoEndpoint, jitoEndpoints });
  return { ...file, ...engines, ...settings };
}

function withoutUndefined(engines: object): ExecutionSettings {
  return Object.fromEntries(Object.entries(engines).filter(([, value]) => value !== undefined));
}
