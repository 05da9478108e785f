import { DEFAULT_SETTINGS, HALT_FILE } from './defaults.ts';
import type { ExecutionSettings } from './executionAdapterConfig.ts';

/** Path of the halt file that settings name, or that their data directory has. */
export function haltFilePathOf({
  haltFilePath,
  dataDirectory = DEFAULT_SETTINGS.dataDirectory,
}: Pick<ExecutionSettings, 'haltFilePath' | 'dataDirectory'>): string {
  return haltFilePath ?? `${dataDirectory}/${HALT_FILE}`;
}
