import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { SandboxOperator } from '../faults/sandboxFaults.ts';

const CONFIG_FILE_NAME = 'config.json';
const OWNER_ONLY = 0o600;

/** Limits that suit play money. */
const LIMITS = {
  tradeLamportsMax: '5000000000',
  solReserveLamportsMin: '10000000',
  openTradesMax: 16,
} as const;

/** A node and whose it is; its WebSocket where there is one. */
export type ConfiguredNode = Pick<SandboxOperator, 'label' | 'rpcUrl'> &
  Partial<Pick<SandboxOperator, 'wsUrl'>>;

/**
 * Writes the execution configuration for trading in the sandbox: every operator's node, each under
 * its label, because all of them share a host and would count as one witness without. A single
 * witness is enough only where there is one operator, and that is the caller's own.
 *
 * @returns path of the file
 */
export async function writeConfig(
  directory: string,
  operators: ReadonlyArray<ConfiguredNode>,
): Promise<string> {
  const path = join(directory, CONFIG_FILE_NAME);
  const config = {
    rpcEndpoints: operators.map(({ label, rpcUrl, wsUrl }) => ({
      url: rpcUrl,
      operator: label,
      wsUrl,
    })),
    limits: LIMITS,
    allowSingleWitness: operators.length === 1,
  };
  await writeFile(path, `${JSON.stringify(config, null, 2)}\n`, { mode: OWNER_ONLY });
  return path;
}
