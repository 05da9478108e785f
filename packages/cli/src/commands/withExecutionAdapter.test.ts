import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { withExecutionAdapter, type AdapterSession } from './withExecutionAdapter.ts';

const WAIT = { title: 'waiting' };

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
    const look = async (session: AdapterSession) => {
      expect(process.listenerCount('SIGTERM')).toBe(before + 1);
      return session.adapter;
    };
    const adapter = await withExecutionAdapter(createStderrTelemetry(), look, WAIT);
    expect(process.listenerCount('SIGTERM')).toBe(before);
    expect(await adapter.isAvailable()).toBe(false);
  });

  it('closes the adapter when the work fails', async () => {
    const fail = async () => {
      throw new Error('broken');
    };
    const work = withExecutionAdapter(createStderrTelemetry(), fail, WAIT);
    await expect(work).rejects.toThrow('broken');
    expect(process.listenerCount('SIGTERM')).toBe(0);
  });

  it('closes the adapter at a signal to stop', async () => {
    const stop = async ({ adapter }: AdapterSession) => {
      process.emit('SIGTERM');
      await expect.poll(async () => adapter.isAvailable()).toBe(false);
      return adapter.isAvailable();
    };
    expect(await withExecutionAdapter(createStderrTelemetry(), stop, WAIT)).toBe(false);
  });

  it('tells a person what takes more than a second', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { isTTY } = process.stderr;
    Object.assign(process.stderr, { isTTY: true });
    const wait = async () => {
      await Promise.resolve();
      vi.advanceTimersByTime(2_000);
    };
    try {
      await withExecutionAdapter(createStderrTelemetry(), wait, WAIT);
    } finally {
      Object.assign(process.stderr, { isTTY });
    }
    const text = written.mock.calls.map(([piece]) => String(piece)).join('');
    expect(text).toContain('  waiting ….\n');
  });
});
