import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { withExecutionAdapter } from './withExecutionAdapter.ts';

describe('withExecutionAdapter', () => {
  beforeEach(() => {
    vi.stubEnv('EXECUTION_DATA_DIR', temporaryDirectory());
    for (const name of ['EXECUTION_DRY_RUN', 'EXECUTION_CONFIG', 'SOLANA_RPC_URL']) {
      vi.stubEnv(name, '');
    }
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('closes the adapter when the work is done, and listens to no signal any more', async () => {
    const before = process.listenerCount('SIGTERM');
    const adapter = await withExecutionAdapter(createStderrTelemetry(), async (session) => {
      expect(process.listenerCount('SIGTERM')).toBe(before + 1);
      return session.adapter;
    });
    expect(process.listenerCount('SIGTERM')).toBe(before);
    expect(await adapter.isAvailable()).toBe(false);
  });

  it('closes the adapter when the work fails', async () => {
    const work = withExecutionAdapter(createStderrTelemetry(), async () => {
      throw new Error('broken');
    });
    await expect(work).rejects.toThrow('broken');
    expect(process.listenerCount('SIGTERM')).toBe(0);
  });

  it('closes the adapter at a signal to stop', async () => {
    const isAvailable = await withExecutionAdapter(createStderrTelemetry(), async ({ adapter }) => {
      process.emit('SIGTERM');
      await expect.poll(async () => adapter.isAvailable()).toBe(false);
      return adapter.isAvailable();
    });
    expect(isAvailable).toBe(false);
  });
});
