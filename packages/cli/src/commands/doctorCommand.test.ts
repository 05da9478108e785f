import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { temporaryDirectory } from '../testing/temporaryDirectory.ts';

describe('quantbot doctor', () => {
  beforeEach(() => {
    vi.stubEnv('EXECUTION_DATA_DIR', join(temporaryDirectory(), 'data'));
    vi.stubEnv('EXECUTION_CLUSTER', 'sandbox');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const doctor = async (...args: readonly string[]) => run(['node', 'quantbot', 'doctor', ...args]);

  it('is content with a rehearsal that nothing is configured for', async () => {
    const { out } = captureConsole();
    expect(await doctor()).toBe(0);
    expect(out()).toContain('no node is configured');
    expect(out()).toMatch(/Ready, with reservations: \d+ ok, \d+ to look at, 0 to mend\.\n$/u);
  });

  it('counts reservations against it where a script wants to', async () => {
    captureConsole();
    expect(await doctor('--strict')).toBe(2);
  });

  it('prints one JSON document', async () => {
    const { out } = captureConsole();
    expect(await doctor('--json')).toBe(0);
    const { totals, findings } = JSON.parse(out()) as {
      totals: Record<string, number>;
      findings: ReadonlyArray<{ verdict: string }>;
    };
    expect(totals['fail']).toBe(0);
    expect(findings.filter(({ verdict }) => verdict === 'warn')).toHaveLength(totals['warn'] ?? -1);
  });

  it('tells an environment that is refused, and what to do', async () => {
    vi.stubEnv('SOLANA_RPC_URL', 'ftp://secret-host');
    const { out } = captureConsole();
    expect(await doctor()).toBe(2);
    expect(out()).toContain('CONFIG__FIELD_INVALID');
    expect(out()).toContain('SOLANA_RPC_URL is not a URL');
    expect(out()).not.toContain('secret-host');
  });

  it('tells live trading without limits', async () => {
    vi.stubEnv('EXECUTION_DRY_RUN', 'false');
    const { out } = captureConsole();
    expect(await doctor()).toBe(2);
    expect(out()).toContain('CONFIG__LIMITS_MISSING');
  });

  it('passes on what an environment says without effect', async () => {
    vi.stubEnv('EXECUTION_DRY_RUN', 'no');
    const { out } = captureConsole();
    await doctor();
    expect(out()).toContain('! warn configuration EXECUTION_DRY_RUN="no" keeps dry-run');
  });

  it('refuses a token that is none', async () => {
    const { err } = captureConsole();
    expect(await doctor('--token', 'SPARK')).toBe(2);
    expect(err()).toContain('not the address of a mint');
  });
});
