import { fault } from '@quantbot/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { runResume, seeThrough } from './runResume.ts';

describe('seeThrough', () => {
  it('waits until everything that was open has ended', async () => {
    const order: string[] = [];
    const outcome = await seeThrough({
      resume: async () => {
        order.push('resume');
        return { followed: ['a', 'b'] };
      },
      idle: async () => {
        order.push('idle');
      },
    });
    expect(order).toEqual(['resume', 'idle']);
    expect(outcome).toEqual({ kind: 'followed', keys: ['a', 'b'] });
  });

  it('waits for nothing while no node answers', async () => {
    const context = { endpoint: 'http://node', method: 'getGenesisHash', reason: 'silence' };
    const problem = fault('RPC__UNAVAILABLE', context);
    const idle = vi.fn();
    const outcome = await seeThrough({ resume: async () => ({ followed: [], problem }), idle });
    expect(outcome).toEqual({ kind: 'problem', problem });
    expect(idle).not.toHaveBeenCalled();
  });
});

describe('runResume', () => {
  beforeEach(() => {
    vi.stubEnv('EXECUTION_DATA_DIR', temporaryDirectory());
    for (const name of ['EXECUTION_DRY_RUN', 'EXECUTION_CONFIG', 'SOLANA_RPC_URL']) {
      vi.stubEnv(name, '');
    }
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('finds nothing to follow in a new journal', async () => {
    expect(await runResume(createStderrTelemetry())).toEqual({ kind: 'followed', keys: [] });
  });
});
