import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const CONFIG_FILE_NAME = 'config.json';
const OWNER_ONLY = 0o600;

/**
 * Limits that suit play money. A single witness is allowed because a sandbox has one node, and it
 * is the caller's own.
 */
const SANDBOX_CONFIG = {
  limits: {
    tradeLamportsMax: '5000000000',
    solReserveLamportsMin: '10000000',
    openTradesMax: 16,
  },
  allowSingleWitness: true,
} as const;

/**
 * Writes the execution configuration for trading in the sandbox.
 *
 * @returns path of the file
 */
export async function writeConfig(directory: string): Promise<string> {
  const path = join(directory, CONFIG_FILE_NAME);
  await writeFile(path, `${JSON.stringify(SANDBOX_CONFIG, null, 2)}\n`, { mode: OWNER_ONLY });
  return path;
}
