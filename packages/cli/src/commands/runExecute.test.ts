import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { MINT } from '../testing/records.ts';
import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { runExecute } from './runExecute.ts';

const REQUEST = { tokenAddress: MINT, chain: 'solana', side: 'sell', amount: 1 } as const;
const TOKEN = { ...REQUEST, tokenAddress: '4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZAMdL4VZHirAn' as never };

describe('runExecute', () => {
  beforeEach(() => {
    vi.stubEnv('EXECUTION_DATA_DIR', temporaryDirectory());
    for (const name of ['EXECUTION_DRY_RUN', 'EXECUTION_CONFIG', 'SOLANA_RPC_URL']) {
      vi.stubEnv(name, '');
    }
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('rehearses without a node, and says that no chain was asked', async () => {
    const result = await runExecute({ ...TOKEN, idempotencyKey: 'a' }, createStderrTelemetry());
    expect(result).toMatchObject({ success: true, simulated: true, idempotencyKey: 'a' });
  });

  it('gives the journal back, so that the next may have it', async () => {
    const request = { ...TOKEN, idempotencyKey: 'b' };
    await runExecute(request, createStderrTelemetry());
    const second = await runExecute(request, createStderrTelemetry());
    expect(second).toMatchObject({ success: true, deduplicated: true });
  });

  it('listens to no signal when it is done', async () => {
    const before = process.listenerCount('SIGINT');
    await runExecute(TOKEN, createStderrTelemetry());
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  it('refuses to trade live without limits', async () => {
    vi.stubEnv('EXECUTION_DRY_RUN', 'false');
    await expect(runExecute(TOKEN, createStderrTelemetry())).rejects.toMatchObject({
      code: 'CONFIG__LIMITS_MISSING',
    });
  });
});
