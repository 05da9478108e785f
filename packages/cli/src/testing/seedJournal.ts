import { vi } from 'vitest';

import { runExecute } from '../commands/runExecute.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

/** Points the environment at a new data directory with one simulated dry trade in it. */
export async function seedJournal(key: string): Promise<string> {
  const directory = temporaryDirectory();
  vi.stubEnv('EXECUTION_DATA_DIR', directory);
  const tokenAddress = '4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZAMdL4VZHirAn' as never;
  await runExecute(
    { tokenAddress, chain: 'solana', side: 'buy', amount: 1, idempotencyKey: key },
    createStderrTelemetry(),
  );
  return directory;
}
