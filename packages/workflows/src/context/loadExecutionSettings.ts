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
  return { ...parseExecutionSettings(text, path), ...settings };
}
